// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/event.h>

#include <QtCore/QTimer>
#include <QtWidgets/QWidget>

class QCheckBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace ember {

/// The bytes of a message exactly as received: as text, indented on request, in hexadecimal when they are no text. Of
/// a very large message the first part, and the rest on request, in slices that do not hold up the window. Lives on
/// the GUI thread.
class RawView : public QWidget
{
    Q_OBJECT

public:
    static constexpr qsizetype kFirstPart = qsizetype(256) * 1024; ///< bytes shown at once
    static constexpr qsizetype kSlice = qsizetype(128) * 1024; ///< bytes added per turn of the event loop
    static constexpr qsizetype kIndentLimit = qsizetype(1024) * 1024; ///< larger messages are not indented

    explicit RawView(QWidget *parent = nullptr);

    /// Shows an event's bytes; for one that was made here and has none, its CloudEvents JSON, and says so.
    void showMessageOf(const Event &event);
    void showBytes(const QByteArray &bytes);
    void clear();
    /// Whether all bytes are in the view.
    [[nodiscard]] bool isComplete() const;

public Q_SLOTS:
    /// Adds what is left, slice by slice.
    void showAll();

private:
    void start();
    void addSlice();
    void append(QByteArrayView part);
    void showInfo();

    QPlainTextEdit *m_text;
    QLabel *m_info;
    QCheckBox *m_indent;
    QPushButton *m_all;
    QTimer m_timer;
    QByteArray m_bytes; // as received
    QByteArray m_shownBytes; // these, or indented
    qsizetype m_shown = 0;
    qsizetype m_column = 0; // of the line being filled
    bool m_made = false; // no message: CloudEvents JSON
    QStringList m_delivery; // in words
    bool m_hex = false;
    bool m_broken = false; // a long line was broken for display
};

} // namespace ember
