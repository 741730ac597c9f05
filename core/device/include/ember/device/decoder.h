// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/message.h>
#include <ember/device/profile.h>
#include <ember/device/profileset.h>
#include <ember/events/event.h>

#include <QtCore/QMap>
#include <QtCore/QString>

#include <memory>
#include <vector>

namespace ember {

class JsonReader;
class KnownDevices;

/// A device as a decoder has come to know it. Immutable; any thread.
struct KnownDevice
{
    ProfilePtr profile;
    QString id;
    Symbol source; ///< `<profile>/<device id>`
    MetadataPtr metadata; ///< profile and connection, shared by all its events
    QMap<QString, QString> variables; ///< RequestVariables::variables, as far as they have come
};
using KnownDevicePtr = std::shared_ptr<const KnownDevice>;

/// What became of one message.
struct Decoded
{
    enum class Outcome : quint8
    {
        Decoded, ///< `event` is the device's event
        Ignored, ///< nobody's to read: a request, an empty body, a topic of no profile
        Undecodable, ///< `event` is a `message.undecodable`
    };
    Outcome outcome = Outcome::Ignored;
    Event event; ///< null if ignored
    QString reason; ///< why not decoded; empty if it was
    KnownDevicePtr device; ///< the device the event is about; null if none
    bool isNewDevice = false; ///< its first message over this connection: time for its requests
};

/// Turns the messages of one connection into events, exactly one for each message that is decoded.
///
/// The rules (design.md §4): not JSON, no object, invalid UTF-8, a number or text payload that is none, and a known
/// body of the wrong type are undecodable; an object without a known body and an empty body are ignored. A profile
/// whose marks the body contradicts passes the message on to the next one that reads the topic. Of a member that
/// stands twice the last one counts, as in most JSON readers. A field's value that does not fit is invalid and spoils
/// no other; that holds for numbers beyond 64 bits and doubles too.
///
/// A message of the kind "any" (the built-in profile "mqtt" reads every topic so, after all others) is never
/// undecodable; its fields are found in it, see DiscoveredMessage. When kMaxFoundDevices devices are known, further
/// ones that are found so share one named kFurtherDevices, so that topics without end make no names without end.
///
/// Lives on the link's thread and is used there only. The messages it makes may go anywhere.
class Decoder
{
public:
    static constexpr int kMaxDevices = 10'000; ///< remembered; the events of further ones are made all the same
    static constexpr int kMaxFoundDevices = 5'000; ///< known ones, above which messages of the kind "any" make no more
    static constexpr int kMaxDepth = 256; ///< of nested JSON
    static constexpr QStringView kFurtherDevices = u"(further devices)";

    /// `profiles` in order of preference; `connection` is the extension every event carries (no secrets in it).
    Decoder(std::vector<ProfilePtr> profiles, QString connection);
    /// The same with profiles that may be replaced; a new edition is taken with the next message, and devices known by
    /// an edition of the same id stay known.
    Decoder(std::shared_ptr<const ProfileSet> profiles, QString connection);
    ~Decoder();
    Decoder(const Decoder &) = delete;
    Decoder &operator=(const Decoder &) = delete;

    [[nodiscard]] Decoded decode(const Message &message);

    /// The outcome for a message that somebody else had to refuse, such as one above the size limit. Its source is the
    /// device if the topic names one that is known, else the profile that reads the topic, else "emberscope".
    [[nodiscard]] Decoded undecodable(const Message &message, const QString &reason) const;

    /// A device of that profile that was heard; null if none was.
    [[nodiscard]] KnownDevicePtr find(const Profile *profile, QStringView id) const;

    /// How many messages named two different devices; the last source in the profile's list won.
    [[nodiscard]] quint64 identityConflicts() const noexcept { return m_identityConflicts; }

private:
    class Reading;
    struct Learnt;

    void takeProfiles();
    [[nodiscard]] const ProfilePtr *profileOfTopic(QStringView topic) const noexcept;

    std::vector<ProfilePtr> m_profiles;
    std::shared_ptr<const ProfileSet> m_set; // null: m_profiles stay
    quint64 m_setVersion = 0;
    QString m_connection;
    MetadataPtr m_metadata; // of events that no profile is known for
    std::unique_ptr<JsonReader> m_json;
    std::unique_ptr<KnownDevices> m_devices;
    std::unique_ptr<Learnt> m_learnt;
    quint64 m_identityConflicts = 0;
};

} // namespace ember
