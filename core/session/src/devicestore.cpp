// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "devicestore.h"

namespace ember {

void DeviceStore::update(const Event &event)
{
    static const Symbol connectionKey = Symbol::intern(u"connection");
    const DeviceKeyView key{event.sourceSymbol(), event.metadata(connectionKey)};
    const std::lock_guard lock(m_mutex);
    auto known = m_index.find(key);
    if (known == m_index.end()) {
        if (qsizetype(m_devices.size()) >= kMaxDevices) {
            m_ofFurther.fetch_add(1, std::memory_order_relaxed);
            return;
        }
        m_devices.emplace_back();
        known = m_index.emplace(DeviceKey{key.source, key.connection.toString()}, m_devices.size() - 1).first;
    }
    DeviceState &device = m_devices[known->second];
    const std::size_t before = device.discovered().size();
    const quint64 notKept = device.valuesNotKept();
    device.update(event, kMaxDiscovered - m_discovered);
    m_discovered += device.discovered().size() - before;
    m_valuesNotKept.fetch_add(device.valuesNotKept() - notKept, std::memory_order_relaxed);
    m_version.fetch_add(1, std::memory_order_release);
}

QList<DeviceState> DeviceStore::snapshot() const
{
    const std::lock_guard lock(m_mutex);
    return {m_devices.begin(), m_devices.end()};
}

std::optional<DeviceState> DeviceStore::find(QStringView connection, QStringView source) const
{
    const std::lock_guard lock(m_mutex);
    const auto known = m_index.find(DeviceKeyView{Symbol::find(source), connection});
    return known == m_index.end() ? std::nullopt : std::optional(m_devices[known->second]);
}

} // namespace ember
