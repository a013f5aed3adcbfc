"""What runs and where. Started by `painmap build`, which names the targets.

Nothing under reports/ or data/processed/ is an output here: Snakemake deletes declared outputs before a
job and after a failed one. Outputs are the marks `done.json` in data/interim/; `params.stamp` is the hash
of everything that a job's result depends on (see painmap.stages.project), so that a changed threshold
re-runs no text work, and a changed row of one agency re-runs that agency only.
"""

from painmap.workflow.rules import JOB, Rules

rules_of = Rules(config["root"])


wildcard_constraints:
    agency=r"[a-z][a-z0-9-]*",
    file=r"f\d{4}-[0-9a-f]{10}",
    shard=r"\d+",
    period=r"\d{4}(-[0-9QHM]+)?",
    edition=r"internal|public",


rule intake_file:
    output:
        "data/interim/{agency}/files/{file}/done.json",
    params:
        stamp=rules_of.stamp("intake_file"),
    shell:
        JOB + " intake_file --agency {wildcards.agency} --file {wildcards.file}"


rule clean:
    input:
        rules_of.files_done,
    output:
        "data/interim/{agency}/clean/done.json",
    params:
        stamp=rules_of.stamp("clean"),
    shell:
        JOB + " clean --agency {wildcards.agency}"


rule texts:
    input:
        # 10_clean runs again when other figures are accepted (params/baselines); texts do not see those.
        ancient("data/interim/{agency}/clean/done.json"),
    output:
        "data/interim/{agency}/texts/{shard}/done.json",
    params:
        stamp=rules_of.stamp("texts"),
    shell:
        JOB + " texts --agency {wildcards.agency} --shard {wildcards.shard}"


rule pain_points:
    input:
        rules_of.texts_done,
    output:
        "data/interim/{agency}/pain-points/done.json",
    params:
        stamp=rules_of.stamp("pain_points"),
    shell:
        JOB + " pain_points --agency {wildcards.agency}"


rule trends:
    input:
        "data/interim/{agency}/pain-points/done.json",
    output:
        "data/interim/{agency}/{period}/done.json",
    params:
        stamp=rules_of.stamp("trends"),
    shell:
        JOB + " trends --agency {wildcards.agency} --period {wildcards.period}"


rule report:
    input:
        "data/interim/{agency}/{period}/done.json",
    output:
        "data/interim/{agency}/{period}/{edition}/done.json",
    params:
        stamp=rules_of.stamp("report"),
    shell:
        JOB + " report --agency {wildcards.agency} --period {wildcards.period} --edition {wildcards.edition}"


rule render:
    input:
        "data/interim/{agency}/{period}/{edition}/done.json",
    output:
        "data/interim/{agency}/{period}/{edition}/published.json",
    params:
        stamp=rules_of.stamp("render"),
    shell:
        JOB + " render --agency {wildcards.agency} --period {wildcards.period} --edition {wildcards.edition}"


rule overview:
    input:
        rules_of.trends_done,
    output:
        "data/interim/{agency}/overview/done.json",
    params:
        stamp=rules_of.stamp("overview"),
    shell:
        JOB + " overview --agency {wildcards.agency}"
