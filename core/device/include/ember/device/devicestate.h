// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/profile.h>
#include <ember/events/event.h>

#include <QtCore/QSharedDataPointer>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <memory>
#include <optional>
#include <vector>

namespace ember {

/// What is known of one value of a device.
struct ValueState
{
    bool isKnown = false; ///< it has come at least once, and a derived value can be computed now
    Scalar raw; ///< the last valid raw value; for a derived value the value itself
    Scalar previous; ///< the one before it; null if there was none
    QString invalidReason; ///< why the latest one is invalid; empty if it is valid
    EventTime seenAt; ///< when it came last, valid or not
    EventTime changedAt; ///< when it came to be what it is; for a first sight, that moment
    bool isChangeSeen = false; ///< false: it was so already when first seen, `changedAt` is only the latest it can be
};

/// A field that was found in the messages of a device, see DiscoveredMessage.
struct DiscoveredValue
{
    QString topic;
    QString name;
    int profileField = -1; ///< the profile's field, where it describes this one
    ValueState state; ///< its `raw` is the value
};

/// A condition that stands now.
struct StandingAlarm
{
    int rule = -1; ///< which of the profile's alarms
    std::optional<qint64> code; ///< of an alarm about a fault
    std::optional<qint64> subCode;
    QString text;
    QString advice;
    EventTime since;
    bool isFromFirstMessage = false; ///< it stood already when the device was first heard, maybe for long

    friend bool operator==(const StandingAlarm &, const StandingAlarm &) = default;
};

class DecodedMessage;
class DeviceStateData;
class FieldPlaces;

/// The present state of one device over one connection, merged from its messages.
///
/// One thread updates it. Copying costs one reference: hand a copy to another thread as a snapshot, it never changes.
class DeviceState
{
public:
    static constexpr std::size_t kMaxDiscovered = 2'000; ///< fields of one device; further ones are counted

    DeviceState();
    DeviceState(const DeviceState &);
    DeviceState &operator=(const DeviceState &);
    ~DeviceState();

    /// Takes a message of the device in. The first one decides which device over which connection this is; false for an
    /// event of another one and for an event that carries no message. At most `room` further fields are discovered.
    bool update(const Event &event, std::size_t room = kMaxDiscovered);

    [[nodiscard]] bool isEmpty() const noexcept { return messageCount() == 0; }
    /// Null before the first message.
    [[nodiscard]] const ProfilePtr &profile() const noexcept;
    [[nodiscard]] Symbol source() const noexcept;
    [[nodiscard]] const QString &connection() const noexcept;
    [[nodiscard]] EventTime lastMessageAt() const noexcept;
    /// The number of the last message's event, 0 before the first.
    [[nodiscard]] quint64 lastSequence() const noexcept;
    [[nodiscard]] quint64 messageCount() const noexcept;

    /// By the profile's field index (a variant has its own) and derived index. Borrowed; not before the first message.
    [[nodiscard]] const ValueState &fieldState(int fieldIndex) const noexcept;
    [[nodiscard]] const ValueState &derivedState(int derivedIndex) const noexcept;
    /// "values.x" (null if the latest one is invalid), "raw.x" (the last valid one), "labels.x", "derived.x" of the
    /// merged state; absent for what never came. Allocates nothing; a text is borrowed from this state.
    [[nodiscard]] Value field(Symbol path) const noexcept;
    /// The fields found in its messages, in the order first seen. Borrowed.
    [[nodiscard]] const std::vector<DiscoveredValue> &discovered() const noexcept;
    /// How many values came of fields for which there was no room.
    [[nodiscard]] quint64 valuesNotKept() const noexcept;
    /// The latest message of a kind that the profile's tables are read from, by its index; null if none came, and for
    /// every other kind. Borrowed.
    [[nodiscard]] const DecodedMessage *record(int message) const noexcept;
    /// Every alarm that stands, in the profile's order. Borrowed.
    [[nodiscard]] const std::vector<StandingAlarm> &alarms() const noexcept;

private:
    void updateDiscovered(DeviceStateData &data, const Event &event, std::size_t room);

    QSharedDataPointer<DeviceStateData> d;
    std::unique_ptr<FieldPlaces> m_places; // of the discovered fields; only where it is updated, made when needed
};

/// The state in words, after the profile's sentences; one whose condition is not true or that names a value never seen
/// is left out. Times are local ("since 10:32"); "since before 10:32" for what was so when first seen. Any thread.
[[nodiscard]] QStringList sentences(const DeviceState &state);

} // namespace ember
