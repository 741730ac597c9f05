// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT

// A small program outside of the library's tree: what it prints is checked. It is built with Qt's keywords, without
// them, and by pkg-config alone.
#include <ember/events/defaultemitter.h>
#include <ember/events/emitterevents.h>
#include <ember/events/eventcatalogue.h>
#include <ember/events/eventsignal.h>
#include <ember/events/handlerregistry.h>

#include <QtCore/QCoreApplication>

#include <cstdio>
#include <thread>

#if defined(QT_NO_KEYWORDS) == defined(emit)
#error "the two builds must differ in Qt's keywords"
#endif

namespace {

struct DoorOpened
{
    QString door;
    std::optional<int> floor = {};
};

} // namespace

template <>
inline constexpr auto ember::eventFields<DoorOpened> = std::tuple{
    ember::describeField(u"door", &DoorOpened::door), ember::describeField(u"floor", &DoorOpened::floor)};

namespace {
inline constexpr ember::EventType<DoorOpened> doorOpened{"house.door_opened"};
}

int main(int argc, char **argv)
{
    using namespace Qt::StringLiterals;
    const QCoreApplication application(argc, argv);

    ember::EventEmitter &emitter = ember::defaultEmitter();
    ember::HandlerRegistry handlers(emitter);
    handlers.domain(u"alarm"_s)
        .on(doorOpened,
            [](const DoorOpened &opened, const ember::Event &event) {
                std::printf("%s: %s\n", qPrintable(event.name()), qPrintable(opened.door));
            },
            {.priority = ember::priority::critical});
    emitter.on(u"house.*", [](const ember::Event &event) {
        std::printf("%s, floor %d\n", qPrintable(event.source()), int(event.field(u"floor").toInteger()));
        QCoreApplication::quit();
    });
    QObject::connect(emitter.signal(u"house.**", 10), &ember::EventSignal::fired, &emitter,
        [](const ember::Event &) { std::printf("signal\n"); });

    ember::EventCatalogue catalogue;
    ember::addEmitterEvents(catalogue);
    catalogue.add(doorOpened);
    std::printf("%s\n", qPrintable(catalogue.check(u"house.door_opened", {{u"door"_s, 5}}).join(u'\n')));

    std::thread poster([&emitter] { emitter.post(doorOpened.event({.door = u"front"_s, .floor = 3}, u"house/1")); });
    poster.join();
    return QCoreApplication::exec();
}
