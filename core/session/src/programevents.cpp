// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/session/programevents.h>

#include <ember/device/deviceevents.h>
#include <ember/device/jsonschemavalidator.h>
#include <ember/events/emitterevents.h>
#include <ember/links/commandevents.h>
#include <ember/links/connectionevents.h>

namespace ember {

const EventCatalogue &programCatalogue()
{
    static const EventCatalogue catalogue = [] {
        EventCatalogue made(std::make_shared<const JsonSchemaValidator>());
        made.add(programStarted);
        made.add(programStopped);
        made.add(clockChanged);
        made.add(profileReloaded);
        made.add(profileRefused);
        made.add(settingChanged);
        addEmitterEvents(made);
        addConnectionEvents(made);
        addCommandEvents(made);
        addDeviceEvents(made);
        return made;
    }();
    return catalogue;
}

} // namespace ember
