"""What finds personal data in Russian texts, by kind; `painmap.text.deidentify` puts it in order."""
