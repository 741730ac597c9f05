// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/devicekey.h>
#include <ember/device/devicestate.h>

#include <QtCore/QList>

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

namespace ember {

/// The state of every device, per connection and source. Updated on the emitter's thread, read from any.
class DeviceStore
{
public:
    static constexpr qsizetype kMaxDevices = 10'000; ///< a broker may invent names without end; the log has them all

    static constexpr std::size_t kMaxDiscovered = 100'000; ///< discovered fields of all devices

    /// For the event of a decoded or discovered message; others are ignored. A message of a device beyond kMaxDevices
    /// is only counted.
    void update(const Event &event);
    /// In the order first seen.
    [[nodiscard]] QList<DeviceState> snapshot() const;
    /// One of them; nullopt if it was not heard through that connection.
    [[nodiscard]] std::optional<DeviceState> find(QStringView connection, QStringView source) const;
    [[nodiscard]] quint64 version() const noexcept { return m_version.load(std::memory_order_acquire); }

    /// Values of discovered fields beyond the bounds, of one device or of all.
    [[nodiscard]] quint64 valuesNotKept() const noexcept { return m_valuesNotKept.load(std::memory_order_relaxed); }
    [[nodiscard]] quint64 messagesOfFurther() const noexcept { return m_ofFurther.load(std::memory_order_relaxed); }

private:
    mutable std::mutex m_mutex;
    // Not a QList: its look whether a snapshot still shares it would order nothing against the snapshot's last reads.
    std::vector<DeviceState> m_devices;
    std::unordered_map<DeviceKey, std::size_t, DeviceKeyHash, std::equal_to<>> m_index;
    std::size_t m_discovered = 0; // fields of all devices
    std::atomic<quint64> m_version = 0;
    std::atomic<quint64> m_ofFurther = 0;
    std::atomic<quint64> m_valuesNotKept = 0;
};

} // namespace ember
