// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include <ember/events/emitterevents.h>

namespace ember {

void addEmitterEvents(EventCatalogue &catalogue)
{
    catalogue.add(handlerFailed);
    catalogue.add(inboxOverflowed);
    catalogue.add(deadLettered);
    catalogue.add(eventsExpired);
    catalogue.add(eventsRefused);
}

} // namespace ember
