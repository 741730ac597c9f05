// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "statuses.h"
#include "topics.h"

#include <ember/device/decodedmessage.h>
#include <ember/device/decoder.h>
#include <ember/device/profilelibrary.h>

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

namespace bench {

using namespace Qt::StringLiterals;

namespace {

/// The sum of the numbers in the value: every one of them is looked at.
double walk(const QJsonValue &value)
{
    if (value.isDouble()) {
        return value.toDouble();
    }
    double sum = 0;
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (const QJsonValue member : object) {
            sum += walk(member);
        }
    }
    return sum;
}

} // namespace

/// A status as the program decodes it (recognised among all built-in profiles, every key checked against its field's
/// encoding, the event made) against QJsonDocument::fromJson() and a walk over the same numbers.
void decoding(Scoreboard &board, const Extent &extent)
{
    const Statuses statuses = simulatedStatuses(256);
    std::vector<ember::Message> messages;
    for (const QByteArray &payload : statuses.payloads) {
        messages.push_back({.topic = statuses.topic, .payload = payload, .time = ember::eventTimeNow()});
    }
    const auto &builtIn = ember::ProfileLibrary::builtIn();
    ember::Decoder decoder(std::vector<ember::ProfilePtr>(builtIn.begin(), builtIn.end()), u"bench"_s);
    const auto *const first = ember::DecodedMessage::from(decoder.decode(messages.front()).event.payload());
    if (!first) {
        qFatal("the status is not decoded");
    }
    double sum = 0;
    quint64 decoded = 0;
    const std::vector<Series> all = measure({{u"decode"_s,
                                                 [&](std::size_t times) {
                                                     for (std::size_t i = 0; i < times; ++i) {
                                                         const ember::Decoded result
                                                             = decoder.decode(messages[i % messages.size()]);
                                                         decoded += result.event.isNull() ? 0 : 1;
                                                     }
                                                 }},
                                                {u"QJsonDocument"_s,
                                                    [&](std::size_t times) {
                                                        for (std::size_t i = 0; i < times; ++i) {
                                                            const QByteArray &text = statuses.payloads[i % 256];
                                                            sum += walk(QJsonDocument::fromJson(text).object());
                                                        }
                                                    }}},
        {.quick = extent.quick});
    if (decoded == 0 || sum == 0) {
        qFatal("nothing was decoded");
    }
    board.note(u"a status of %1 bytes: decoded in %2 µs, parsed and walked by QJsonDocument in %3 µs"_s
                   .arg(statuses.payloads.front().size())
                   .arg(median(all[0]) / 1000, 0, 'f', 2)
                   .arg(median(all[1]) / 1000, 0, 'f', 2));
    board.add({4, u"decoding a status, times as fast as QJsonDocument and a walk"_s, Want::AtLeast, 8, 12},
        ratio(all[1], all[0]));
}

} // namespace bench
