// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A program that uses every public header; compiled once with Qt's keywords and once without (see CMakeLists.txt).
#include <ember/events/defaultemitter.h>
#include <ember/events/emitterevents.h>
#include <ember/events/emitteroptions.h>
#include <ember/events/event.h>
#include <ember/events/eventcatalogue.h>
#include <ember/events/eventemitter.h>
#include <ember/events/eventfields.h>
#include <ember/events/eventpattern.h>
#include <ember/events/eventsignal.h>
#include <ember/events/eventtype.h>
#include <ember/events/fieldtype.h>
#include <ember/events/handler.h>
#include <ember/events/handlerregistry.h>
#include <ember/events/listener.h>
#include <ember/events/newpayload.h>
#include <ember/events/payload.h>
#include <ember/events/result.h>
#include <ember/events/schemavalidator.h>
#include <ember/events/structdecoding.h>
#include <ember/events/structpayload.h>
#include <ember/events/symbol.h>
#include <ember/events/trace.h>
#include <ember/events/typedhandler.h>
#include <ember/events/value.h>

#ifdef QT_NO_KEYWORDS
#ifdef emit
#error "emit must not be a macro here"
#endif
#else
#if !defined(emit) || !defined(slots)
#error "Qt's keywords are missing: this object shows nothing"
#endif
#endif

int CONSUME()
{
    ember::EventEmitter emitter;
    int seen = 0;
    emitter.on(u"device.*", [&seen](const ember::Event &) { ++seen; });
    QObject::connect(emitter.signal(u"device.lost"), &ember::EventSignal::fired,
        [&seen](const ember::Event &event) { seen += event.isNull() ? 0 : 10; });
    emitter.emitEvent(ember::Event(u"device.lost"));
    return seen;
}
