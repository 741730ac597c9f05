// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace ember {

class EventLogView;

/// Lets screen readers see the log as a list of the rows on the screen. Once per process; again is harmless.
void installEventLogAccessibility();

/// Tells screen readers that another row is selected.
void announceSelection(EventLogView *view);

} // namespace ember
