// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/event.h>

#include <memory>
#include <vector>

namespace ember {

/// Finds what changed between the messages of a device and makes the events of its profile's rules. Knows no device.
///
/// The rules (design.md §4, nwp500.md §12): the last raw value is kept for each field and derived value, per
/// (connection, source). A value that is absent or invalid neither fires nor erases what is remembered; the first sight
/// of a value only sets its baseline, so a first message fires nothing. Connection events do not reach the baselines:
/// they survive a reconnect. Events come in the profile's order.
///
/// A DiscoveredMessage gives a `field.changed` for each of its fields that became another one, by the same rules, per
/// topic; JSON's null is a value there like any other.
///
/// One thread at a time; in the program a handler on the emitter's thread.
class ChangeDetector
{
public:
    static constexpr int kMaxDevices = 10'000; ///< remembered; beyond them the longest unused is forgotten and counted
    static constexpr std::size_t kMaxDiscoveredFields = 100'000; ///< of all devices; further ones are counted

    explicit ChangeDetector(int maxDevices = kMaxDevices);
    ~ChangeDetector();
    ChangeDetector(const ChangeDetector &) = delete;
    ChangeDetector &operator=(const ChangeDetector &) = delete;

    /// The events that follow from an event whose payload is a DecodedMessage or a DiscoveredMessage; none for every
    /// other event. They have its source, metadata and time and no cause yet: emit them with emitNext from the handler
    /// that got `event`.
    [[nodiscard]] std::vector<Event> detect(const Event &event);

    /// How many (connection, source) pairs are remembered now.
    [[nodiscard]] int deviceCount() const noexcept;
    /// How many were forgotten because there were too many; such a device starts anew with its next message.
    [[nodiscard]] quint64 forgottenDevices() const noexcept;
    /// How many values came of discovered fields beyond kMaxDiscoveredFields; whether they changed is not known.
    [[nodiscard]] quint64 valuesNotFollowed() const noexcept;

private:
    struct Memory;
    std::unique_ptr<Memory> m_memory;
};

} // namespace ember
