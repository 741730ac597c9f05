// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jsonreader.h"

#include <ember/device/decoder.h>

#include <QtCore/QHashFunctions>

#include <functional>
#include <optional>
#include <unordered_map>

namespace ember {

/// The devices that a decoder has come to know, by the profile that read them. One thread.
class KnownDevices
{
public:
    [[nodiscard]] int count() const noexcept { return m_count; }
    [[nodiscard]] KnownDevicePtr find(const Profile *profile, QStringView id) const;
    /// Remembers the device, in the place of what was known of it; false if it is a new one and there is no room.
    bool keep(const KnownDevicePtr &device);
    /// The devices of one profile are those of another from now on; null: they are forgotten.
    void handOver(const Profile *from, const ProfilePtr &to);

private:
    struct Hash
    {
        using is_transparent = void;
        std::size_t operator()(QStringView id) const noexcept { return qHash(id); }
        std::size_t operator()(const QString &id) const noexcept { return qHash(QStringView(id)); }
    };
    using ById = std::unordered_map<QString, KnownDevicePtr, Hash, std::equal_to<>>;

    std::unordered_map<const Profile *, ById> m_byProfile;
    int m_count = 0;
};

/// Profile and connection, as all events of a device have them.
[[nodiscard]] MetadataPtr makeMetadata(const Profile *profile, const QString &connection);
/// The text that levels of the topic give; null if the source is no level or the text does not begin as it must.
[[nodiscard]] QStringView topicText(const TextSource &source, QStringView topic);
/// The text that a source gives for a message with that topic and, if it is JSON, that root.
[[nodiscard]] std::optional<QString> textFrom(
    const TextSource &source, QStringView topic, std::optional<JsonReader::Element> root);

} // namespace ember
