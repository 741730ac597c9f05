// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include <ember/events/defaultemitter.h>

#include "logging.h"

#include <QtCore/QCoreApplication>

#include <memory>
#include <mutex>
#include <vector>

namespace ember {

namespace {

/// Every emitter that was ever answered. Never freed: who holds a reference may post to it while the process ends.
struct DefaultEmitters
{
    std::mutex mutex;
    EventEmitter *current = nullptr; // of the running application
    EventEmitter *stopped = nullptr; // for the times without one
    std::vector<std::unique_ptr<EventEmitter>> all;
};

DefaultEmitters &defaultEmitters()
{
    static auto *const emitters = new DefaultEmitters;
    return *emitters;
}

/// Runs on the main thread, at the beginning of QCoreApplication's end.
void endDefaultEmitter()
{
    EventEmitter *ending = nullptr;
    {
        const std::lock_guard lock(defaultEmitters().mutex);
        ending = std::exchange(defaultEmitters().current, nullptr);
        if (!defaultEmitters().stopped) {
            defaultEmitters().stopped = ending;
        }
    }
    if (ending) {
        ending->shutdown();
    }
}

EventEmitter *make(DefaultEmitters &emitters)
{
    emitters.all.push_back(std::make_unique<EventEmitter>());
    return emitters.all.back().get();
}

} // namespace

EventEmitter &defaultEmitter()
{
    DefaultEmitters &emitters = defaultEmitters();
    const std::lock_guard lock(emitters.mutex);
    if (emitters.current) {
        return *emitters.current;
    }
    QCoreApplication *const application = QCoreApplication::instance();
    if (application && !QCoreApplication::closingDown()) {
        emitters.current = make(emitters);
        emitters.current->moveToThread(application->thread());
        qAddPostRoutine(endDefaultEmitter);
        return *emitters.current;
    }
    if (!emitters.stopped) {
        qCWarning(lcEvents) << "the default emitter was asked for before there was a QCoreApplication; it lives within "
                               "the application's life, so everything is refused until one was made";
        emitters.stopped = make(emitters);
        emitters.stopped->shutdown();
    }
    return *emitters.stopped;
}

} // namespace ember
