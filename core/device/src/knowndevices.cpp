// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "knowndevices.h"

#include <ember/device/topicfilter.h>

namespace ember {

KnownDevicePtr KnownDevices::find(const Profile *profile, QStringView id) const
{
    const auto devices = m_byProfile.find(profile);
    if (devices == m_byProfile.end()) {
        return nullptr;
    }
    const auto device = devices->second.find(id);
    return device == devices->second.end() ? nullptr : device->second;
}

bool KnownDevices::keep(const KnownDevicePtr &device)
{
    const bool isKnown = find(device->profile.get(), device->id) != nullptr;
    if (!isKnown && m_count >= Decoder::kMaxDevices) {
        return false;
    }
    m_count += isKnown ? 0 : 1;
    m_byProfile[device->profile.get()].insert_or_assign(device->id, device);
    return true;
}

void KnownDevices::handOver(const Profile *from, const ProfilePtr &to)
{
    auto devices = m_byProfile.extract(from);
    if (devices.empty()) {
        return;
    }
    if (!to) {
        m_count -= int(devices.mapped().size());
        return;
    }
    for (auto &[id, device] : devices.mapped()) {
        auto known = std::make_shared<KnownDevice>(*device);
        known->profile = to;
        device = std::move(known);
    }
    m_byProfile.insert_or_assign(to.get(), std::move(devices.mapped()));
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

QStringView topicText(const TextSource &source, QStringView topic)
{
    if (source.topicSegment < 0) {
        return {};
    }
    const QStringView text = topicLevels(topic, source.topicSegment, source.levels);
    const bool begins = text.startsWith(source.startsWith) && text.startsWith(source.prefix);
    return begins ? text.sliced(source.prefix.size()) : QStringView();
}

std::optional<QString> textFrom(const TextSource &source, QStringView topic, std::optional<JsonReader::Element> root)
{
    if (source.topicSegment >= 0) {
        const QStringView text = topicText(source, topic);
        return text.isEmpty() ? std::nullopt : std::optional(text.toString());
    }
    const auto element = root ? JsonReader::at(*root, source.path) : std::nullopt;
    auto text = element ? JsonReader::identityText(*element) : std::nullopt;
    return text && text->startsWith(source.startsWith) ? std::move(text) : std::nullopt;
}

} // namespace ember
