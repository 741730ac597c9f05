// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "invariant.h"

#include <ember/device/decodedmessage.h>
#include <ember/device/decoder.h>
#include <ember/device/profile.h>

#include <QtCore/QJsonObject>
#include <QtCore/QRegularExpression>

#include <algorithm>

using namespace ember;
using namespace ember::fuzz;
using namespace Qt::StringLiterals;

namespace {

void checkError(const QString &error, qint64 lines)
{
    static const QRegularExpression form(u"^mine\\.json: line (\\d+), column (\\d+): \\S"_s);
    const auto match = form.match(error);
    require(match.hasMatch(), "an error names file, line, column and rule", error);
    const qint64 line = match.captured(1).toLongLong();
    require(line >= 1 && line <= lines, "an error's line is in the file", error);
    require(match.captured(2).toLongLong() >= 1, "columns count from 1", error);
}

/// What passed the loader can be used: its first message is read, its values and texts made.
void checkUse(const ProfilePtr &profile)
{
    require(!profile->id().isEmpty() && !profile->topicFilters().isEmpty(), "a profile has an id and topics");
    for (const MessageDefinition &message : profile->messages()) {
        require(message.cells.size() == profile->fields().size(), "every field has a place or none in a message");
        if (message.topics.isEmpty()) {
            continue;
        }
        QString topic = message.topics.constFirst();
        topic.replace(u'+', u'd').replace(u'#', u'd');
        Decoder decoder({profile}, u"fuzz"_s);
        for (const char *payload : {"7", R"({"a":1,"state":{"level":5,"on":2}})"}) {
            const Decoded decoded = decoder.decode({.topic = topic, .payload = payload, .time = {}});
            if (const DecodedMessage *const read = decodedMessageOf(decoded.event)) {
                require(!read->toJson().isEmpty(), "a message can be written");
            }
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray json(reinterpret_cast<const char *>(data), qsizetype(size));
    const Result<ProfilePtr> profile = parseProfile(json, u"mine.json"_s);
    if (profile) {
        checkUse(*profile);
    } else {
        checkError(profile.error(), json.count('\n') + 1);
    }
    return 0;
}
