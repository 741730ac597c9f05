// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/links/connectionurl.h>

#include <QtWidgets/QWidget>

class QFormLayout;
class QHBoxLayout;
class QLineEdit;
class QPushButton;

namespace ember {

/// A form that a person fills in to get a connection: its fields come from the class on top of it, here is what all
/// have: the button that connects and the one that saves, and that what is wrong is said in place, once it was tried,
/// until it is mended. GUI thread.
class ConnectionForm : public QWidget
{
    Q_OBJECT

public:
    /// What is filled in as a connection, its password in it, or what is wrong with it.
    [[nodiscard]] virtual Result<ConnectionUrl> url() const = 0;
    /// Adds a button that asks to keep what is filled in.
    void offerSaving();
    /// Gives the keyboard to the button that connects.
    void focusButton();

Q_SIGNALS:
    /// The person wants to keep it, and nothing is wrong with it.
    void saveRequested(const ember::ConnectionUrl &url);
    /// The person asked to connect, and nothing is wrong.
    void submitted(const ember::ConnectionUrl &url);
    /// What is wrong, in words; empty once it is mended.
    void problemChanged(const QString &problem);

protected:
    explicit ConnectionForm(QWidget *parent);

    struct Button
    {
        QString name; ///< of the object
        QString text; ///< of the one that saves: for who cannot see it, of what kind of connection it is
        QString icon = {};
    };
    /// The row with the buttons, to be added as the form's last one.
    [[nodiscard]] QHBoxLayout *makeButtons(const Button &connect, const Button &save);
    /// The layout of the fields, on this widget.
    [[nodiscard]] QFormLayout *makeLayout();
    /// A line of text; Enter in it connects.
    [[nodiscard]] QLineEdit *makeField(const QString &name, const QString &accessibleName);
    void submit();
    /// To be called at every change of a field, with what url() is now.
    void checkAgain(const Result<ConnectionUrl> &filledIn);
    /// Gives the keyboard to the field that has to be mended.
    virtual void focusMistake() = 0;

private:
    /// What is filled in, if nothing is wrong; what is, is said in place.
    [[nodiscard]] Result<ConnectionUrl> checked();

    QPushButton *m_connect = nullptr;
    QHBoxLayout *m_buttons = nullptr;
    Button m_save;
    bool m_tried = false; // from then on a mistake is said while typing
};

} // namespace ember
