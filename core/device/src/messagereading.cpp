// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "messagereading.h"

#include "fielddiscovery.h"
#include "knowndevices.h"
#include "numbertokens.h"

#include <ember/device/decodedmessage.h>
#include <ember/device/delivery.h>

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongestDeviceId = 256;

Decoded ignored(const QString &reason)
{
    Decoded result;
    result.reason = reason;
    return result;
}

} // namespace

Decoded Decoder::Reading::run()
{
    TopicPlans::Plan &plan = m_decoder.m_learnt->topics.of(m_message.topic, m_decoder.m_profiles);
    m_topic = &plan;
    if (plan.look) {
        if (auto result = readAs(*plan.look)) {
            plan.misses = 0;
            return *std::move(result);
        }
    }
    QString reason = u"no profile reads this topic"_s;
    for (const TopicPlans::Reader &reader : plan.readers) {
        m_plan = &reader == &plan.readers.front() ? &plan
                                                  : nullptr; // what went before others hangs on more than the layout
        auto result = tryProfile(reader.profile, reader.messages, reason);
        if (result && (!reader.isGuess || result->outcome == Decoded::Outcome::Decoded)) {
            return *std::move(result);
        }
        if (result) {
            reason = result->reason; // a topic of that shape is not enough to call the message a wrong one
        }
    }
    return ignored(reason);
}

std::optional<Decoded> Decoder::Reading::readAs(const TopicPlans::Look &look)
{
    KnownDevicePtr device = m_decoder.m_devices->find(look.profile.get(), look.device);
    if (!device) {
        return std::nullopt;
    }
    CellWriter writer(look.profile, look.message, m_message.payload);
    if (!look.layout.read(m_message.payload, writer)) {
        return std::nullopt;
    }
    Decoded result;
    result.device = std::move(device);
    fill(result, look.profile->messages()[std::size_t(look.message)],
        std::make_shared<const DecodedMessage>(writer.take()));
    return result;
}

/// Whether one of the paths that decide whose a message is, of which device, or what requests say, is such a one.
template <typename Predicate>
static bool anyAskedPath(const Profile &profile, Predicate &&isSuch)
{
    const auto &content = profile.content();
    return std::ranges::any_of(content.marks, isSuch, &BodyMark::path)
        || std::ranges::any_of(content.identity, isSuch, &TextSource::path)
        || std::ranges::any_of(content.variables, isSuch, &TextSource::path);
}

static bool leadsInto(const JsonPath &path, const JsonPath &outer)
{
    return path.size() >= outer.size() && std::equal(outer.begin(), outer.end(), path.begin());
}

/// After a message that was parsed: the next ones may look like it.
void Decoder::Reading::learnFrom(const Decoded &result, const ProfilePtr &profile, int index, const JsonPath &body)
{
    if (!m_plan || !TopicPlans::missed(*m_plan) || result.outcome != Decoded::Outcome::Decoded) {
        return;
    }
    const auto isJson = [&profile](int i) { return profile->messages()[std::size_t(i)].payload == PayloadKind::Json; };
    if (!std::ranges::all_of(m_plan->readers.front().messages, isJson)
        || anyAskedPath(*profile, [&body](const JsonPath &asked) { return asked != body && leadsInto(asked, body); })) {
        return; // others may look at the whole text, or something hangs on the numbers
    }
    auto layout = BodyLayout::of(
        m_message.payload, body, profile->messages()[std::size_t(index)], [&profile](const JsonPath &path) {
            return anyAskedPath(*profile, [&path](const JsonPath &asked) { return leadsInto(asked, path); });
        });
    if (layout) {
        m_decoder.m_learnt->topics.learn(
            *m_plan, {.profile = profile, .message = index, .device = result.device->id, .layout = *std::move(layout)});
    }
}

std::optional<Decoded> Decoder::Reading::tryProfile(
    const ProfilePtr &profile, const std::vector<int> &messages, QString &reason)
{
    if (messages.empty()) {
        reason = u"no message of the profile comes on this topic"_s;
        return std::nullopt;
    }
    std::optional<Decoded> asJson; // all messages of that kind are tried together
    for (const int i : messages) {
        const PayloadKind kind = profile->messages()[std::size_t(i)].payload;
        if (kind == PayloadKind::Json && !asJson) {
            asJson = tryJson(profile, messages, reason);
            if (!asJson || asJson->outcome != Decoded::Outcome::Ignored) {
                return asJson;
            }
        } else if (kind == PayloadKind::Any) {
            if (auto result = tryAny(profile, i)) {
                return result;
            }
        } else if (kind != PayloadKind::Json && mayBeSingle(profile, i)) {
            return decodeSingle(profile, i);
        }
    }
    if (!asJson) {
        reason = u"no message of the profile looks like this"_s;
    }
    return asJson;
}

bool Decoder::Reading::mayBeSingle(const ProfilePtr &profile, int index)
{
    const MessageDefinition &definition = profile->messages()[std::size_t(index)];
    if (!definition.onlyTexts.isEmpty() && !definition.onlyTexts.contains(QString::fromUtf8(m_message.payload))) {
        return false;
    }
    return !definition.ofKnownDevice || m_decoder.m_profiles.size() == 1
        || m_decoder.m_devices->find(profile.get(), deviceId(*profile, std::nullopt));
}

void Decoder::Reading::parse()
{
    if (!m_isParsed) {
        m_parseError = m_decoder.m_json->parse(m_message.payload, kMaxDepth);
        m_isParsed = true;
    }
}

std::optional<Decoded> Decoder::Reading::tryJson(
    const ProfilePtr &profile, const std::vector<int> &messages, QString &reason)
{
    parse();
    if (m_parseError) {
        return m_decoder.undecodable(m_message, *m_parseError);
    }
    const JsonReader::Element root = m_decoder.m_json->root();
    if (!root.is_object()) {
        return m_decoder.undecodable(
            m_message, u"the message is %1, a JSON object was expected"_s.arg(JsonReader::typeName(root)));
    }
    if (isContradicted(*profile, root)) {
        reason = u"the message is for another kind of device"_s;
        return std::nullopt;
    }
    for (const int i : messages) {
        const MessageDefinition &definition = profile->messages()[std::size_t(i)];
        if (definition.payload != PayloadKind::Json) {
            continue;
        }
        if (definition.bodies.empty()) {
            return decodeBody(profile, i, root, {});
        }
        for (const JsonPath &path : definition.bodies) {
            if (const auto body = JsonReader::at(root, path)) {
                return decodeBody(profile, i, *body, path);
            }
        }
    }
    const auto &marks = profile->content().ignored;
    const bool isRequest = std::any_of(
        marks.begin(), marks.end(), [&root](const JsonPath &path) { return JsonReader::at(root, path).has_value(); });
    return ignored(isRequest ? u"somebody's request"_s : u"no body that the profile knows"_s);
}

bool Decoder::Reading::isContradicted(const Profile &profile, JsonReader::Element root) const
{
    bool contradicted = false;
    for (const BodyMark &mark : profile.content().marks) {
        if (const auto found = JsonReader::at(root, mark.path)) {
            if (mark.equals.isUndefined() || m_decoder.m_json->toJson(*found) == mark.equals) {
                return false;
            }
            contradicted = true;
        }
    }
    return contradicted;
}

Decoded Decoder::Reading::decodeBody(
    const ProfilePtr &profile, int index, JsonReader::Element body, const JsonPath &path)
{
    const QByteArray name = path.empty() ? QByteArrayLiteral("the message") : path.back();
    simdjson::dom::object object;
    if (body.get(object)) {
        return m_decoder.undecodable(m_message,
            u"\"%1\" is %2, an object was expected"_s.arg(QString::fromUtf8(name), JsonReader::typeName(body)));
    }
    if (object.begin() == object.end()) {
        return ignored(u"\"%1\" is empty"_s.arg(QString::fromUtf8(name)));
    }
    const MessageDefinition &definition = profile->messages()[std::size_t(index)];
    CellWriter writer(profile, index, m_message.payload);
    writer.writeObject(object, *m_decoder.m_json, m_decoder.m_learnt->orderOf(definition));
    const quint64 conflicts = m_decoder.m_identityConflicts;
    Decoded result = finish(profile, index, writer, m_decoder.m_json->root());
    if (m_decoder.m_identityConflicts == conflicts) { // a conflict is counted each time
        learnFrom(result, profile, index, path);
    }
    return result;
}

Decoded Decoder::Reading::decodeSingle(const ProfilePtr &profile, int index)
{
    const MessageDefinition &definition = profile->messages()[std::size_t(index)];
    const int cell = definition.cells[std::size_t(definition.singleField)];
    const QByteArray &payload = m_message.payload;
    CellWriter writer(profile, index, payload);
    if (definition.payload == PayloadKind::Text) {
        if (!QByteArrayView(payload).isValidUtf8()) {
            return m_decoder.undecodable(m_message, u"the message is not valid UTF-8"_s);
        }
        writer.writeText(cell, QString::fromUtf8(payload));
        return finish(profile, index, writer, std::nullopt);
    }
    const auto number = parseNumber(std::string_view(payload.constData(), std::size_t(payload.size())));
    if (!number) {
        return m_decoder.undecodable(
            m_message, payload.trimmed().isEmpty() ? u"the message is empty"_s : u"the message is not a number"_s);
    }
    if (const auto *const integer = std::get_if<qint64>(&*number)) {
        writer.writeNumber(cell, *integer);
    } else {
        writer.writeNumber(cell, std::get<double>(*number), QString::fromLatin1(payload.trimmed()));
    }
    return finish(profile, index, writer, std::nullopt);
}

std::optional<Decoded> Decoder::Reading::tryAny(const ProfilePtr &profile, int index)
{
    const MessageDefinition &definition = profile->messages()[std::size_t(index)];
    const bool mayBeJson = looksLikeJson(m_message.payload);
    if (mayBeJson) {
        parse();
    }
    const bool isJson = mayBeJson && !m_parseError;
    std::optional<JsonReader::Element> body = isJson ? std::optional(m_decoder.m_json->root()) : std::nullopt;
    if (!definition.bodies.empty()) {
        body = bodyOf(definition, body);
        if (!body) {
            return std::nullopt;
        }
    }
    DiscoveredMessage::Content content{.profile = profile,
        .message = index,
        .topic = m_message.topic,
        .bytes = m_message.payload,
        .head = {},
        .retained = m_message.retained};
    FieldDiscovery discovery(content, definition, m_topic->fields);
    if (body) {
        discovery.readJson(*body, *m_decoder.m_json);
    } else {
        discovery.readText();
    }
    if (auto fields = discovery.learnt()) {
        m_decoder.m_learnt->topics.learn(*m_topic, *std::move(fields));
    }
    const auto root = isJson ? std::optional(m_decoder.m_json->root()) : std::nullopt;
    return finish(profile, index, std::move(content), root);
}

std::optional<JsonReader::Element> Decoder::Reading::bodyOf(
    const MessageDefinition &definition, std::optional<JsonReader::Element> root)
{
    for (const JsonPath &path : definition.bodies) {
        if (const auto body = root ? JsonReader::at(*root, path) : std::nullopt) {
            return body;
        }
    }
    return std::nullopt;
}

template <typename MakePayload>
Decoded Decoder::Reading::finish(
    const ProfilePtr &profile, int index, std::optional<JsonReader::Element> root, MakePayload &&makePayload)
{
    const MessageDefinition &definition = profile->messages()[std::size_t(index)];
    Decoded result;
    result.device = deviceOfTopic(*profile);
    if (result.device) {
        fill(result, definition, makePayload());
        return result;
    }
    QString id = deviceId(*profile, root);
    if (definition.payload == PayloadKind::Any && m_decoder.m_devices->count() >= kMaxFoundDevices
        && !m_decoder.m_devices->find(profile.get(), id)) {
        id = kFurtherDevices.toString(); // a broker may invent topics without end
    }
    if (id.isEmpty() || id.size() > kLongestDeviceId) {
        return m_decoder.undecodable(
            m_message, id.isEmpty() ? u"neither topic nor body name the device"_s : u"the device's name is too long"_s);
    }
    result.device = deviceOf(profile, id, root, result.isNewDevice);
    if (result.device->source.isNull()) {
        return m_decoder.undecodable(m_message, u"there is no room for the name of another device"_s);
    }
    fill(result, definition, makePayload());
    return result;
}

void Decoder::Reading::fill(Decoded &result, const MessageDefinition &definition, PayloadPtr payload) const
{
    result.outcome = Decoded::Outcome::Decoded;
    result.event = Event(EventInit{
        .name = definition.event,
        .source = result.device->source,
        .payload = std::move(payload),
        .metadata = withDelivery(result.device->metadata, m_message),
        .time = m_message.time,
    });
}

Decoded Decoder::Reading::finish(
    const ProfilePtr &profile, int index, CellWriter &writer, std::optional<JsonReader::Element> root)
{
    return finish(profile, index, root,
        [&writer]() -> PayloadPtr { return std::make_shared<const DecodedMessage>(writer.take()); });
}

Decoded Decoder::Reading::finish(
    const ProfilePtr &profile, int index, DiscoveredMessage::Content content, std::optional<JsonReader::Element> root)
{
    return finish(profile, index, root,
        [&content]() -> PayloadPtr { return std::make_shared<const DiscoveredMessage>(std::move(content)); });
}

} // namespace ember
