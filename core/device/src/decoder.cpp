// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/device/decoder.h>

#include "fielddiscovery.h"
#include "jsonreader.h"
#include "knowndevices.h"
#include "messagereading.h"
#include "topicplans.h"

#include <ember/device/delivery.h>
#include <ember/device/deviceevents.h>

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLargestKeptMessage = 65'536;

} // namespace

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
