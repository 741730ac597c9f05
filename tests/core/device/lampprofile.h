// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

namespace ember::test {

/// A small device of our own with every kind of rule. Lines are counted by profile error tests.
inline QByteArray lampProfile()
{
    return R"({
  "id": "lamp", "version": 1, "name": "Lamp",
  "match": { "topics": ["lamp/#"] },
  "device": { "id": [ { "topicSegment": 1 }, { "path": "serial" } ], "variables": { "room": { "path": "room" } } },
  "messages": [
    { "id": "state", "topics": ["lamp/+/state"], "payload": "json", "paths": ["state", "s"], "complete": true,
      "event": "device.status_received", "summary": "{values.level}, {values.mode}" },
    { "id": "part", "topics": ["lamp/+/part"], "payload": "json", "paths": ["part"], "event": "device.status_received" }
  ],
  "encodings": {
    "tenths": { "type": "linear", "scale": 0.1, "unit": "lm", "decimals": 1 },
    "switch": { "type": "boolean", "true": [2] },
    "maybe": { "type": "tristate", "true": [2], "false": [1], "null": [0] },
    "mode": { "type": "enum", "labels": { "0": "Dark", "1": "Bright" } },
    "days": { "type": "bits", "labels": { "4": "Mon", "2": "Tue", "1": "Wed" } },
    "count": { "type": "integer", "unit": "h" },
    "text": { "type": "text" }
  },
  "groups": [ { "id": "light", "label": "Light" } ],
  "fields": {
    "level": { "label": "Level", "encoding": "tenths", "group": "light", "messages": ["state", "part"] },
    "on": { "label": "On", "encoding": "switch", "group": "light", "messages": ["state", "part"] },
    "door": { "label": "Door", "encoding": "maybe", "group": "light" },
    "mode": { "label": "Mode", "encoding": "mode", "group": "light", "messages": ["state", "part"], "aliases": ["modus"] },
    "week": { "label": "Week", "encoding": "days", "group": "light" },
    "hours": { "label": "Hours", "encoding": "count", "group": "light" },
    "fault": { "label": "Fault", "encoding": "count", "group": "light", "messages": ["state", "part"] },
    "name": { "label": "Name", "encoding": "text", "group": "light",
              "variants": { "part": { "label": "Part", "encoding": "count", "group": "light" } } }
  },
  "derived": {
    "glow": { "label": "Glow", "group": "light", "message": "state", "alternatives": [
      { "requires": ["on"], "expression": "raw.on == 2" }, { "requires": ["level"], "expression": "raw.level > 0" } ] },
    "share": { "label": "Share", "group": "light", "message": "state", "unit": "%", "decimals": 0, "minimum": 0,
               "requires": ["level", "hours"], "expression": "100 * values.level / raw.hours" }
  },
  "events": [
    { "name": "device.temperature_changed", "message": "state", "when": "new.level != old.level", "data": { "change": "level" }, "summary": "{old} → {new}" },
    { "name": "device.mode_changed", "message": "state", "when": "new.mode != old.mode", "data": { "change": "mode" }, "summary": "{old} → {new}" },
    { "name": "device.share_changed", "message": "state", "when": "new.share != old.share", "data": { "change": "share" }, "summary": "{old} → {new}" },
    { "name": "device.heating_started", "message": "state", "when": "old.glow == false and new.glow == true", "data": { "values": true }, "summary": "On in {labels.mode}" },
    { "name": "device.error_detected", "message": "state", "when": "new.fault != 0 and new.fault != old.fault", "data": { "fault": { "code": "new.fault", "subCode": "new.hours" } }, "summary": "E{code:03} {text}" },
    { "name": "device.error_cleared", "message": "state", "when": "new.fault == 0 and old.fault != 0", "data": { "fault": { "code": "old.fault" } } }
  ],
  "alarms": [ { "when": "new.fault != 0", "fault": { "code": "new.fault" } } ],
  "faults": [ { "code": 5, "text": "Broken", "advice": "Mend it." }, { "code": 5, "subCode": 2, "text": "Half broken", "advice": "Mend half." } ],
  "sentences": [
    { "text": "Level {values.level}" },
    { "when": "derived.glow == true", "text": "On since {since.derived.glow}" },
    { "when": "values.fault != 0", "fault": { "code": "raw.fault" }, "text": "E{code:03}: {advice}" },
    { "text": "Called {values.name}" }
  ]
}
)";
}

} // namespace ember::test
