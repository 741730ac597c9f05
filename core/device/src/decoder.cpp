// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/device/decoder.h>

#include "cellwriter.h"
#include "fielddiscovery.h"
#include "jsonreader.h"
#include "keyorder.h"
#include "knowndevices.h"
#include "numbertokens.h"
#include "topicplans.h"

#include <ember/device/decodedmessage.h>
#include <ember/device/delivery.h>
#include <ember/device/deviceevents.h>
#include <ember/device/discoveredmessage.h>
#include <ember/device/topicfilter.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongestDeviceId = 256;
constexpr qsizetype kLargestKeptMessage = 65'536;

Decoded ignored(const QString &reason)
{
    Decoded result;
    result.reason = reason;
    return result;
}

} // namespace

/// What earlier messages taught about the order of things; only ever saves a search.
struct Decoder::Learnt
{
    TopicPlans topics;
    std::unordered_map<const MessageDefinition *, KeyOrder> keys;

    KeyOrder &orderOf(const MessageDefinition &message) { return keys.try_emplace(&message, message).first->second; }
};

/// One message on its way through the profiles.
class Decoder::Reading
{
public:
    Reading(Decoder &decoder, const Message &message)
        : m_decoder(decoder)
        , m_message(message)
    {
    }

    Decoded run()
    {
        QString reason = u"no profile reads this topic"_s;
        for (const TopicPlans::Reader &reader : m_decoder.m_learnt->topics.of(m_message.topic, m_decoder.m_profiles)) {
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

private:
    /// Nullopt if the message is not for this profile; `reason` then tells why.
    std::optional<Decoded> tryProfile(const ProfilePtr &profile, const std::vector<int> &messages, QString &reason)
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

    /// Whether the payload is one of the message's texts, if it has any, and the device one that it may be of.
    bool mayBeSingle(const ProfilePtr &profile, int index)
    {
        const MessageDefinition &definition = profile->messages()[std::size_t(index)];
        if (!definition.onlyTexts.isEmpty() && !definition.onlyTexts.contains(QString::fromUtf8(m_message.payload))) {
            return false;
        }
        return !definition.ofKnownDevice || m_decoder.m_profiles.size() == 1
            || m_decoder.m_devices->find(profile.get(), deviceId(*profile, std::nullopt));
    }

    void parse()
    {
        if (!m_isParsed) {
            m_parseError = m_decoder.m_json->parse(m_message.payload, kMaxDepth);
            m_isParsed = true;
        }
    }

    std::optional<Decoded> tryJson(const ProfilePtr &profile, const std::vector<int> &messages, QString &reason)
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
                return decodeBody(profile, i, root, u"the message"_s);
            }
            for (const JsonPath &path : definition.bodies) {
                if (const auto body = JsonReader::at(root, path)) {
                    return decodeBody(profile, i, *body, QString::fromUtf8(path.back()));
                }
            }
        }
        const auto &marks = profile->content().ignored;
        const bool isRequest = std::any_of(marks.begin(), marks.end(),
            [&root](const JsonPath &path) { return JsonReader::at(root, path).has_value(); });
        return ignored(isRequest ? u"somebody's request"_s : u"no body that the profile knows"_s);
    }

    /// Whether a mark is there with another value while none fits.
    bool isContradicted(const Profile &profile, JsonReader::Element root) const
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

    Decoded decodeBody(const ProfilePtr &profile, int index, JsonReader::Element body, const QString &name)
    {
        simdjson::dom::object object;
        if (body.get(object)) {
            return m_decoder.undecodable(
                m_message, u"\"%1\" is %2, an object was expected"_s.arg(name, JsonReader::typeName(body)));
        }
        if (object.begin() == object.end()) {
            return ignored(u"\"%1\" is empty"_s.arg(name));
        }
        const MessageDefinition &definition = profile->messages()[std::size_t(index)];
        CellWriter writer(profile, index, m_message.payload);
        writer.writeObject(object, *m_decoder.m_json, m_decoder.m_learnt->orderOf(definition));
        return finish(profile, index, writer, m_decoder.m_json->root());
    }

    Decoded decodeSingle(const ProfilePtr &profile, int index)
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

    /// Whatever it is: nothing is undecodable here but a device without a name. Nullopt if a body is wanted that is not
    /// there.
    std::optional<Decoded> tryAny(const ProfilePtr &profile, int index)
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
            .fields = {},
            .retained = m_message.retained};
        FieldDiscovery discovery(content, definition);
        if (body) {
            discovery.readJson(*body, *m_decoder.m_json);
        } else {
            discovery.readText();
        }
        const auto root = isJson ? std::optional(m_decoder.m_json->root()) : std::nullopt;
        return finish(profile, index, std::move(content), root);
    }

    static std::optional<JsonReader::Element> bodyOf(
        const MessageDefinition &definition, std::optional<JsonReader::Element> root)
    {
        for (const JsonPath &path : definition.bodies) {
            if (const auto body = root ? JsonReader::at(*root, path) : std::nullopt) {
                return body;
            }
        }
        return std::nullopt;
    }

    Decoded finish(const ProfilePtr &profile, int index, CellWriter &writer, std::optional<JsonReader::Element> root)
    {
        return finish(profile, index, root,
            [&writer]() -> PayloadPtr { return std::make_shared<const DecodedMessage>(writer.take()); });
    }

    Decoded finish(const ProfilePtr &profile, int index, DiscoveredMessage::Content content,
        std::optional<JsonReader::Element> root)
    {
        return finish(profile, index, root,
            [&content]() -> PayloadPtr { return std::make_shared<const DiscoveredMessage>(std::move(content)); });
    }

    template <typename MakePayload>
    Decoded finish(
        const ProfilePtr &profile, int index, std::optional<JsonReader::Element> root, MakePayload &&makePayload)
    {
        const MessageDefinition &definition = profile->messages()[std::size_t(index)];
        QString id = deviceId(*profile, root);
        if (definition.payload == PayloadKind::Any && m_decoder.m_devices->count() >= kMaxFoundDevices
            && !m_decoder.m_devices->find(profile.get(), id)) {
            id = kFurtherDevices.toString(); // a broker may invent topics without end
        }
        if (id.isEmpty() || id.size() > kLongestDeviceId) {
            return m_decoder.undecodable(m_message,
                id.isEmpty() ? u"neither topic nor body name the device"_s : u"the device's name is too long"_s);
        }
        Decoded result;
        result.device = deviceOf(profile, id, root, result.isNewDevice);
        if (result.device->source.isNull()) {
            return m_decoder.undecodable(m_message, u"there is no room for the name of another device"_s);
        }
        result.outcome = Decoded::Outcome::Decoded;
        result.event = Event(EventInit{
            .name = definition.event,
            .source = result.device->source,
            .payload = makePayload(),
            .metadata = withDelivery(result.device->metadata, m_message),
            .time = m_message.time,
        });
        return result;
    }

    QString deviceId(const Profile &profile, std::optional<JsonReader::Element> root)
    {
        QString id;
        bool conflict = false;
        for (const TextSource &source : profile.content().identity) {
            if (const auto text = textFrom(source, m_message.topic, root)) {
                conflict = conflict || (!id.isEmpty() && id != *text);
                id = *text;
            }
        }
        m_decoder.m_identityConflicts += conflict ? 1 : 0;
        return id;
    }

    KnownDevicePtr deviceOf(
        const ProfilePtr &profile, const QString &id, std::optional<JsonReader::Element> root, bool &isNew)
    {
        KnownDevices &devices = *m_decoder.m_devices;
        KnownDevicePtr known = devices.find(profile.get(), id);
        const auto &wanted = profile->content().variables;
        if (known && known->variables.size() == wanted.size()) {
            return known;
        }
        auto device = std::make_shared<KnownDevice>();
        device->profile = profile;
        device->id = id;
        device->source = known ? known->source : Symbol::intern(QString(profile->id() + u'/' + id));
        device->metadata = known ? known->metadata : makeMetadata(profile.get(), m_decoder.m_connection);
        device->variables = known ? known->variables : QMap<QString, QString>();
        for (auto variable = wanted.begin(); variable != wanted.end(); ++variable) {
            if (const auto text = textFrom(variable.value(), m_message.topic, root)) {
                device->variables.insert(variable.key(), *text);
            }
        }
        if (known && device->variables.size() == known->variables.size()) {
            return known;
        }
        isNew = devices.keep(device) && !known;
        return device;
    }

    Decoder &m_decoder;
    const Message &m_message;
    std::optional<QString> m_parseError;
    bool m_isParsed = false;
};

Decoder::Decoder(std::vector<ProfilePtr> profiles, QString connection)
    : m_profiles(std::move(profiles))
    , m_connection(std::move(connection))
    , m_metadata(makeMetadata(nullptr, m_connection))
    , m_json(std::make_unique<JsonReader>())
    , m_devices(std::make_unique<KnownDevices>())
    , m_learnt(std::make_unique<Learnt>())
{
}

Decoder::Decoder(std::shared_ptr<const ProfileSet> profiles, QString connection)
    : Decoder(std::vector<ProfilePtr>(), std::move(connection))
{
    m_set = std::move(profiles);
    takeProfiles();
}

Decoder::~Decoder() = default;

void Decoder::takeProfiles()
{
    m_setVersion = m_set->version();
    const QList<ProfilePtr> profiles = m_set->profiles();
    const std::vector<ProfilePtr> before = std::exchange(m_profiles, {profiles.begin(), profiles.end()});
    m_learnt = std::make_unique<Learnt>();
    for (const ProfilePtr &old : before) {
        if (std::ranges::find(m_profiles, old) == m_profiles.end()) {
            const auto edition = std::ranges::find_if(
                m_profiles, [&old](const ProfilePtr &profile) { return profile->id() == old->id(); });
            m_devices->handOver(old.get(), edition == m_profiles.end() ? nullptr : *edition);
        }
    }
}

Decoded Decoder::decode(const Message &message)
{
    if (m_set && m_set->version() != m_setVersion) [[unlikely]] {
        takeProfiles();
    }
    return Reading(*this, message).run();
}

const ProfilePtr *Decoder::profileOfTopic(QStringView topic) const noexcept
{
    const auto first = [this, topic](auto covers) {
        const auto at = std::ranges::find_if(
            m_profiles, [&](const ProfilePtr &profile) { return covers(profile->topicFilters(), topic); });
        return at == m_profiles.end() ? nullptr : &*at;
    };
    const ProfilePtr *const named = first(namesTopic);
    return named ? named : first(coversTopic);
}

KnownDevicePtr Decoder::find(const Profile *profile, QStringView id) const
{
    return m_devices->find(profile, id);
}

Decoded Decoder::undecodable(const Message &message, const QString &reason) const
{
    Decoded result;
    result.outcome = Decoded::Outcome::Undecodable;
    result.reason = reason;
    Symbol source = Symbol::intern(u"emberscope");
    MetadataPtr metadata = m_metadata;
    if (const ProfilePtr *const profile = profileOfTopic(message.topic)) {
        for (const TextSource &identity : (*profile)->content().identity) {
            if (auto device = m_devices->find(profile->get(), topicText(identity, message.topic))) {
                result.device = std::move(device);
            }
        }
        source = result.device ? result.device->source : (*profile)->content().id;
        metadata = result.device ? result.device->metadata : makeMetadata(profile->get(), m_connection);
    }
    const bool isKept = message.payload.size() <= kLargestKeptMessage;
    MessageUndecodable data{.topic = message.topic,
        .reason = reason,
        .size = qint64(message.payload.size()),
        .head = escapedHead(message.payload)};
    result.event = Event(EventInit{
        .name = messageUndecodable.symbol(),
        .source = source,
        .payload = makePayload(std::move(data), isKept ? message.payload : QByteArray()),
        .metadata = withDelivery(metadata, message),
        .time = message.time,
    });
    return result;
}

} // namespace ember
