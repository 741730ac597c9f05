// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/links/connectionurl.h>

#include <QtCore/QStringView>

namespace ember {

/// Reads what stands behind `navilink:` (design.md §5): EMAIL and parameters.
///
/// `profile=`, `poll=`, `clientid=`, `maxpayload=` as of a broker. For tests: `api=` is the base address of the REST
/// calls, only https://, for the password goes there; `broker=` the broker's, only wss://; `ca=` whom to trust for both
/// instead of the system's list. There is no `topic=` and no `device=`: the account's list says which devices there
/// are. Errors repeat nothing of the address but names of parameters. Pure; any thread.
[[nodiscard]] Result<ConnectionUrl> parseNaviLink(QStringView rest);

} // namespace ember
