// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/profile.h>
#include <ember/expression/scope.h>

#include <QtCore/QString>

#include <optional>

namespace ember {

/// A fault with its meaning in words.
struct FaultData
{
    qint64 code = 0;
    std::optional<qint64> subCode;
    QString text;
    QString advice;
};

/// The fault that a reference finds in a scope; nullopt if its code is no number there. A code the profile does not
/// know is a fault too: its text says so and its advice sends to the panel.
[[nodiscard]] std::optional<FaultData> faultData(
    const Profile &profile, const FaultReference &reference, const Scope &scope);

} // namespace ember
