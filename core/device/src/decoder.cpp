// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/device/decoder.h>

#include "cellwriter.h"
#include "jsonreader.h"
#include "keyorder.h"
#include "numbertokens.h"
#include "topicplans.h"

#include <ember/device/decodedmessage.h>
#include <ember/device/delivery.h>
#include <ember/device/deviceevents.h>
#include <ember/device/topicfilter.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kHeadBytes = 64;
constexpr qsizetype kLongestDeviceId = 256;
constexpr qsizetype kLargestKeptMessage = 65'536;

QString escapedHead(const QByteArray &payload)
{
    QString text;
    for (const char c : payload.first(std::min(payload.size(), kHeadBytes))) {
        const auto byte = uchar(c);
        if (c == '\n') {
            text += u"\\n"_s;
        } else if (c == '\r') {
            text += u"\\r"_s;
        } else if (c == '\t') {
            text += u"\\t"_s;
        } else if (c == '\\') {
            text += u"\\\\"_s;
        } else if (byte < 0x20 || byte >= 0x7f) {
            text += u"\\x%1"_s.arg(uint(byte), 2, 16, QLatin1Char('0'));
        } else {
            text += QLatin1Char(c);
        }
    }
    return text;
}

/// The text that a level of the topic gives; null if the source is no level or the prefix is not there.
QStringView topicText(const TextSource &source, QStringView topic)
{
    const QStringView level = source.topicSegment >= 0 ? topicLevel(topic, source.topicSegment) : QStringView();
    return level.startsWith(source.prefix) ? level.sliced(source.prefix.size()) : QStringView();
}

MetadataPtr makeMetadata(const Profile *profile, const QString &connection)
{
    static const Symbol profileKey = Symbol::intern(u"profile");
    static const Symbol connectionKey = Symbol::intern(u"connection");
    Metadata metadata;
    if (profile) {
        metadata.emplace_back(profileKey, profile->id());
    }
    metadata.emplace_back(connectionKey, connection);
    return std::make_shared<const Metadata>(std::move(metadata));
}

Decoded ignored(const QString &reason)
{
    Decoded result;
    result.reason = reason;
    return result;
}

} // namespace

struct Decoder::Devices
{
    struct Hash
    {
        using is_transparent = void;
        std::size_t operator()(QStringView id) const noexcept { return qHash(id); }
        std::size_t operator()(const QString &id) const noexcept { return qHash(QStringView(id)); }
    };
    using ById = std::unordered_map<QString, KnownDevicePtr, Hash, std::equal_to<>>;

    std::unordered_map<const Profile *, ById> byProfile;
    int count = 0;

    KnownDevicePtr find(const Profile *profile, QStringView id) const
    {
        const auto devices = byProfile.find(profile);
        if (devices == byProfile.end()) {
            return nullptr;
        }
        const auto device = devices->second.find(id);
        return device == devices->second.end() ? nullptr : device->second;
    }
};

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
            if (auto result = tryProfile(reader.profile, reader.messages, reason)) {
                return *std::move(result);
            }
        }
        return ignored(reason);
    }

private:
    /// Nullopt if the message is not for this profile; `reason` then tells why.
    std::optional<Decoded> tryProfile(const ProfilePtr &profile, const std::vector<int> &messages, QString &reason)
    {
        for (const int i : messages) {
            if (profile->messages()[std::size_t(i)].payload != PayloadKind::Json) {
                return decodeSingle(profile, i);
            }
        }
        if (messages.empty()) {
            reason = u"no message of the profile comes on this topic"_s;
            return std::nullopt;
        }
        return tryJson(profile, messages, reason);
    }

    std::optional<Decoded> tryJson(const ProfilePtr &profile, const std::vector<int> &messages, QString &reason)
    {
        if (!m_isParsed) {
            m_parseError = m_decoder.m_json->parse(m_message.payload, kMaxDepth);
            m_isParsed = true;
        }
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

    Decoded finish(const ProfilePtr &profile, int index, CellWriter &writer, std::optional<JsonReader::Element> root)
    {
        const QString id = deviceId(*profile, root);
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
            .name = profile->messages()[std::size_t(index)].event,
            .source = result.device->source,
            .payload = std::make_shared<const DecodedMessage>(writer.take()),
            .metadata = withDelivery(result.device->metadata, m_message),
            .time = m_message.time,
        });
        return result;
    }

    std::optional<QString> textFrom(const TextSource &source, std::optional<JsonReader::Element> root) const
    {
        if (source.topicSegment >= 0) {
            const QStringView text = topicText(source, m_message.topic);
            return text.isEmpty() ? std::nullopt : std::optional(text.toString());
        }
        const auto element = root ? JsonReader::at(*root, source.path) : std::nullopt;
        return element ? JsonReader::identityText(*element) : std::nullopt;
    }

    QString deviceId(const Profile &profile, std::optional<JsonReader::Element> root)
    {
        QString id;
        bool conflict = false;
        for (const TextSource &source : profile.content().identity) {
            if (const auto text = textFrom(source, root)) {
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
        Devices &devices = *m_decoder.m_devices;
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
            if (const auto text = textFrom(variable.value(), root)) {
                device->variables.insert(variable.key(), *text);
            }
        }
        if (known && device->variables.size() == known->variables.size()) {
            return known;
        }
        if (known || devices.count < kMaxDevices) {
            isNew = !known;
            devices.count += known ? 0 : 1;
            devices.byProfile[profile.get()].insert_or_assign(id, device);
        }
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
    , m_devices(std::make_unique<Devices>())
    , m_learnt(std::make_unique<Learnt>())
{
}

Decoder::~Decoder() = default;

Decoded Decoder::decode(const Message &message)
{
    return Reading(*this, message).run();
}

const ProfilePtr *Decoder::profileOfTopic(QStringView topic) const noexcept
{
    const auto at = std::find_if(m_profiles.begin(), m_profiles.end(),
        [topic](const ProfilePtr &profile) { return coversTopic(profile->topicFilters(), topic); });
    return at == m_profiles.end() ? nullptr : &*at;
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
