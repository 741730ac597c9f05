// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "devicestore.h"

namespace ember {

void DeviceStore::update(const Event &event)
{
    static const Symbol connectionKey = Symbol::intern(u"connection");
    const std::pair key(event.metadata(connectionKey).toString(), event.source());
    const std::lock_guard lock(m_mutex);
    auto known = m_index.constFind(key);
    if (known == m_index.constEnd()) {
        if (m_devices.size() >= kMaxDevices) {
            m_ofFurther.fetch_add(1, std::memory_order_relaxed);
            return;
        }
        m_devices.emplace_back();
        known = m_index.insert(key, m_devices.size() - 1);
    }
    m_devices[*known].update(event);
    m_version.fetch_add(1, std::memory_order_release);
}

QList<DeviceState> DeviceStore::snapshot() const
{
    const std::lock_guard lock(m_mutex);
    return m_devices;
}

} // namespace ember
