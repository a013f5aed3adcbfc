"""The privacy gate: nothing personal may stand where it can leave the agency from."""
