// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/profile.h>

#include <QtTest/QtTest>

/// A small device for the links' tests: `room/ID/state` brings {"temperature":…, "code":…}; it is asked by one request
/// once and by another one every 1,000 s, which `?poll=` changes.
inline ember::ProfilePtr roomProfile()
{
    static const ember::ProfilePtr profile = [] {
        const auto parsed = ember::parseProfile(R"json({
            "id": "room", "version": 1, "name": "Room",
            "match": { "topics": ["room/+/state"] },
            "device": { "id": [{ "topicSegment": 1 }], "variables": { "additional": { "path": "code" } } },
            "ignore": [{ "path": "request" }],
            "messages": [{ "id": "state", "topics": ["room/+/state"], "payload": "json", "paths": ["state"],
                           "event": "device.status_received", "summary": "{values.temperature}" }],
            "requests": [
              { "id": "info", "topic": "room/{device}/ask", "when": "found",
                "body": { "client": "{clientId}", "session": "{session}", "what": "info" } },
              { "id": "state", "topic": "room/{device}/ask", "when": "found", "intervalSeconds": 1000, "poll": true,
                "body": { "what": "state", "code": "{var.additional}" } }
            ],
            "encodings": { "celsius": { "type": "linear", "scale": 1, "unit": "°C", "decimals": 1 } },
            "groups": [{ "id": "air", "label": "Air" }],
            "fields": { "temperature": { "label": "Temperature", "encoding": "celsius", "group": "air", "hint": "Air." } },
            "events": [], "alarms": [], "faults": [], "sentences": [], "derived": {}
        })json",
            QStringLiteral("room.json"));
        if (!parsed) {
            qFatal("%s", qPrintable(parsed.error()));
        }
        return *parsed;
    }();
    return profile;
}
