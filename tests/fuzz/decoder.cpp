// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "../core/device/lampprofile.h"
#include "invariant.h"

#include <ember/device/decodedmessage.h>
#include <ember/device/decoder.h>
#include <ember/device/discoveredmessage.h>
#include <ember/device/profilelibrary.h>

#include <QtCore/QJsonArray>
#include <QtCore/QJsonObject>

#include <cmath>

using namespace ember;
using namespace ember::fuzz;
using namespace Qt::StringLiterals;
using Outcome = Decoded::Outcome;

namespace {

const std::vector<ProfilePtr> &profiles()
{
    static const std::vector<ProfilePtr> all = [] {
        std::vector<ProfilePtr> made = ProfileLibrary::builtIn();
        // Before the last one, which reads every topic.
        made.insert(made.begin(), *parseProfile(test::lampProfile(), u"lamp.json"_s));
        return made;
    }();
    return all;
}

/// The first byte chooses the topic; any other than these: the first line is the topic. The rest is the payload.
Message messageOf(QByteArrayView input)
{
    const char kind = input.isEmpty() ? 'h' : input.front();
    const QByteArrayView rest = input.isEmpty() ? input : input.sliced(1);
    const QString topic = kind == 'h' ? u"cmd/52/navilink-a0b1c2d3e4f5/res"_s
        : kind == 'l'                 ? u"lamp/l1/state"_s
        : kind == 'p'                 ? u"lamp/l1/part"_s
        : kind == 'n'                 ? u"boiler/b1/temperature"_s
        : kind == 't'                 ? u"boiler/b1/note"_s
                                      : QString();
    if (!topic.isNull()) {
        return {.topic = topic, .payload = rest.toByteArray(), .time = {}};
    }
    const qsizetype line = input.indexOf('\n') < 0 ? input.size() : input.indexOf('\n');
    return {.topic = QString::fromUtf8(input.first(line)),
        .payload = line < input.size() ? input.sliced(line + 1).toByteArray() : QByteArray(),
        .time = {}};
}

void checkUndecodable(const Decoded &decoded, const Message &message)
{
    require(decoded.event.name() == u"message.undecodable", "what cannot be read is said to be so");
    require(!decoded.reason.isEmpty(), "what cannot be read has a reason");
    require(decoded.event.field(u"size").toInteger() == message.payload.size(), "its size is told");
    require(decoded.event.field(u"topic").toText() == message.topic, "its topic is told");
    const QStringView head = decoded.event.field(u"head").toText();
    require(std::ranges::all_of(head, [](QChar c) { return c.unicode() >= 0x20 && c.unicode() < 0x7f; }),
        "its beginning is escaped", head.toString());
}

void checkCells(const DecodedMessage &read)
{
    const int cells = int(read.message().fields.size());
    int present = 0;
    int invalid = 0;
    for (int cell = 0; cell < cells; ++cell) {
        const auto state = read.state(cell);
        present += state == DecodedMessage::CellState::Absent ? 0 : 1;
        invalid += state == DecodedMessage::CellState::Invalid ? 1 : 0;
        require(read.invalidReason(cell).isEmpty() == (state != DecodedMessage::CellState::Invalid),
            "exactly an invalid value has a reason");
        require(read.raw(cell).isAbsent() == (state == DecodedMessage::CellState::Absent), "what came is there, raw");
        const Value value = read.value(cell);
        require(!value.isNumber() || std::isfinite(value.toReal()), "a value is finite");
        require(state != DecodedMessage::CellState::Invalid || value.isNull(), "an invalid value is null");
    }
    require(present == read.presentCount() && invalid == read.invalidCount(), "the cells are counted");
    require(!read.message().complete || present + read.missingCount() == cells, "a field came or is missing");
}

void checkDiscovered(const DiscoveredMessage &read, const Message &message)
{
    require(read.topic() == message.topic, "the topic is told");
    require(read.raw() == message.payload, "the bytes are kept as they came");
    require(read.byteSize() > message.payload.size(), "the memory it takes is told");
    require(read.fields().size() <= std::size_t(DiscoveredMessage::kMaxFields), "the fields are bounded");
    const QJsonObject values = read.toJson().value(u"values").toObject();
    require(values.size() == qsizetype(read.fields().size()), "every field is written, once");
    require(read.values().size() == read.fields().size(), "every field has a value");
    for (const DiscoveredMessage::Field &field : read.fields()) {
        require(field.name.size() <= DiscoveredMessage::kLongestName, "names are bounded");
    }
    for (const ember::Scalar &value : read.values()) {
        require(value.view().toText().size() <= DiscoveredMessage::kLongestText, "texts are bounded");
    }
}

void checkDecoded(const Decoded &decoded, const Message &message)
{
    if (const DiscoveredMessage *const discovered = DiscoveredMessage::from(decoded.event.payload())) {
        require(decoded.reason.isEmpty() && decoded.device, "what was decoded is a message of a device");
        checkDiscovered(*discovered, message);
        return;
    }
    const DecodedMessage *const read = decodedMessageOf(decoded.event);
    require(read && decoded.reason.isEmpty() && decoded.device, "what was decoded is a message of a device");
    require(read->raw() == message.payload, "the bytes are kept as they came");
    require(read->byteSize() > message.payload.size(), "the memory it takes is told");
    checkCells(*read);
    const QJsonObject json = read->toJson();
    require(json.value(u"values").toObject().size() == read->presentCount(), "every value is written");
    require(json.value(u"raw").toObject().size() == read->presentCount(), "every raw value is written");
    require(json.value(u"missing").toArray().size() == read->missingCount(), "every missing key is written");
    require(json.value(u"invalid").toObject().size() == read->invalidCount(), "every invalid value is written");
    require(json.value(u"unknown").toObject().size() == read->unknownCount(), "every unknown key is written");
}

void check(const Decoded &decoded, const Message &message)
{
    switch (decoded.outcome) {
    case Outcome::Ignored:
        require(decoded.event.isNull() && !decoded.reason.isEmpty(), "what is ignored has a reason and no event");
        return;
    case Outcome::Undecodable:
        checkUndecodable(decoded, message);
        return;
    case Outcome::Decoded:
        checkDecoded(decoded, message);
        return;
    }
    require(false, "the outcome is a known one");
}

/// Heard again and again a message is read by how it looked the times before.
void checkAgain(Decoder &decoder, const Message &message, const Decoded &first)
{
    if (first.outcome != Outcome::Decoded) {
        return;
    }
    static_cast<void>(decoder.decode(message));
    const Decoded third = decoder.decode(message);
    require(third.outcome == first.outcome, "heard again it is decoded again", third.reason);
    require(third.event.data() == first.event.data(), "and has the same data");
    require(third.event.source() == first.event.source(), "and is of the same device");
}

/// Whatever came before, the next good message gives its values.
void checkNext(Decoder &decoder)
{
    static const Message good{.topic = u"lamp/l2/state"_s, .payload = R"({"s":{"level":35,"mode":1}})", .time = {}};
    const Decoded decoded = decoder.decode(good);
    require(decoded.outcome == Outcome::Decoded, "a good message after it is decoded", decoded.reason);
    require(decoded.event.field(u"raw.level").toInteger() == 35, "and has its values");
    require(decoded.event.field(u"labels.mode").toText() == u"Bright", "and its texts");
    require(decodedMessageOf(decoded.event)->presentCount() == 2, "and no other");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const Message message = messageOf(QByteArrayView(data, qsizetype(size)));
    Decoder decoder(profiles(), u"mqtt://broker"_s);
    const Decoded first = decoder.decode(message);
    check(first, message);
    checkAgain(decoder, message, first);
    checkNext(decoder);
    return 0;
}
