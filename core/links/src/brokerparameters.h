// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/links/connectionurl.h>

#include <QtCore/QString>
#include <QtCore/QStringView>

/// The parameters of a broker's address (design.md §5). Pure functions; any thread.
namespace ember::url {

constexpr qsizetype kMaxMqttText = 65535; ///< bytes: MQTT 3.1.1 §1.5.3 counts its texts in 16 bits

/// Reads what stands after the "?" into the connection, whose transport is known already. Errors as in splitQuery(),
/// and for each value that cannot be, or does not go with the transport or another parameter.
[[nodiscard]] Result<bool> readBrokerParameters(ConnectionUrl &url, QStringView query);

/// Reads one of them, whose name is known to belong to a broker's address. Errors as above.
[[nodiscard]] Result<bool> readBrokerParameter(ConnectionUrl &url, const QString &name, const QString &value);

/// The query with its "?" as it may be shown: exactly as it was, but parameters that hold a secret are left out.
[[nodiscard]] QString withoutSecrets(QStringView query);

} // namespace ember::url
