"""Prints what Prometheus makes of a file of metrics: "KIND NAME LABEL=VALUE… NUMBER", a line for each sample."""

import sys

from prometheus_client.parser import text_string_to_metric_families

with open(sys.argv[1], encoding="utf-8") as file:
    for family in text_string_to_metric_families(file.read()):
        assert family.documentation and family.type == "gauge", family
        for sample in family.samples:
            labels = [f"{name}={value}" for name, value in sorted(sample.labels.items())]
            print(family.type, sample.name, *labels, int(sample.value))
