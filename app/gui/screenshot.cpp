// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "screenshot.h"

#include <QtCore/QTimer>
#include <QtGui/QImageWriter>
#include <QtWidgets/QApplication>
#include <QtWidgets/QWidget>

#include <cstdio>

namespace ember {

void scheduleScreenshot(QWidget &window, const QString &file, std::chrono::milliseconds after)
{
    QTimer::singleShot(after, &window, [&window, file] {
        QImageWriter writer(file);
        if (writer.write(window.grab().toImage())) {
            QApplication::exit(0);
            return;
        }
        std::fprintf(stderr, "the picture could not be saved to %s: %s\n", qUtf8Printable(file),
            qUtf8Printable(writer.errorString()));
        QApplication::exit(1);
    });
}

} // namespace ember
