// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "start/brokerform.h"

#include "start/brokeradvanced.h"
#include "theme/theme.h"

#include <ember/device/profilelibrary.h>

#include <QtWidgets/QComboBox>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QSpinBox>
#include <QtWidgets/QToolButton>

#include <algorithm>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

BrokerForm::BrokerForm(QWidget *parent)
    : ConnectionForm(parent)
{
    makeFields();
    makeAdvanced();
    makePreview(); // after it: Tab goes by age
    QFormLayout *const form = makeLayout();
    form->setRowWrapPolicy(QFormLayout::DontWrapRows);
    addFields(form);
    showTopicsOfProfile();
    choicesChanged();
    setFocusProxy(m_host);
}

QLineEdit *BrokerForm::makeWatchedField(const QString &name, const QString &accessibleName)
{
    QLineEdit *const field = makeField(name, accessibleName);
    connect(field, &QLineEdit::textChanged, this, &BrokerForm::choicesChanged);
    return field;
}

void BrokerForm::makeFields()
{
    m_host = makeWatchedField(u"brokerHost"_s, tr("Host"));
    m_host->setPlaceholderText(tr("broker.local or 192.168.1.5", "an example of a host"));
    connect(m_host, &QLineEdit::textEdited, this, &BrokerForm::takeApartPastedUrl);
    m_port = new QSpinBox(this);
    m_port->setObjectName(u"brokerPort"_s);
    m_port->setAccessibleName(tr("Port"));
    m_port->setRange(1, 65535);
    m_port->setValue(ConnectionUrl().port);
    m_port->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_port->setAlignment(Qt::AlignRight);
    m_user = makeWatchedField(u"brokerUser"_s, tr("User"));
    m_user->setPlaceholderText(tr("none", "no user name"));
    m_password = makeWatchedField(u"brokerPassword"_s, tr("Password"));
    m_password->setEchoMode(QLineEdit::Password);
    m_password->setPlaceholderText(tr("none", "no password"));
    m_profile = new QComboBox(this);
    m_profile->setObjectName(u"brokerProfile"_s);
    m_profile->setAccessibleName(tr("Profile"));
    m_profile->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_profile->setMinimumContentsLength(12);
    m_profile->addItem(tr("Recognise by itself"), QString());
    for (const ProfilePtr &profile : ProfileLibrary::builtIn()) {
        m_profile->addItem(profile->name(), profile->id());
        m_profile->setItemData(m_profile->count() - 1, profile->id(), Qt::ToolTipRole);
    }
    m_topic = makeWatchedField(u"brokerTopic"_s, tr("Topic"));
    m_device = makeWatchedField(u"brokerDevice"_s, tr("Device"));
    m_device->setPlaceholderText(tr("every device heard", "no device was named"));
    connect(m_port, &QSpinBox::valueChanged, this, &BrokerForm::choicesChanged);
    connect(m_profile, &QComboBox::currentIndexChanged, this, &BrokerForm::showTopicsOfProfile);
    connect(m_profile, &QComboBox::currentIndexChanged, this, &BrokerForm::choicesChanged);
}

void BrokerForm::makePreview()
{
    m_preview = new QLineEdit(this);
    m_preview->setObjectName(u"brokerUrl"_s);
    m_preview->setAccessibleName(tr("Address"));
    m_preview->setReadOnly(true);
    m_preview->setFrame(false);
    QPalette flat;
    flat.setBrush(QPalette::Base, Qt::transparent); // nothing can be typed here
    m_preview->setPalette(flat);
    m_preview->setFocusPolicy(Qt::ClickFocus);
    m_preview->setPlaceholderText(tr("made from what you fill in"));
}

void BrokerForm::makeAdvanced()
{
    m_advancedToggle = new QToolButton(this);
    m_advancedToggle->setObjectName(u"brokerAdvancedToggle"_s);
    m_advancedToggle->setText(tr("&Advanced"));
    m_advancedToggle->setAccessibleName(tr("Advanced"));
    m_advancedToggle->setToolTip(tr("Encryption, WebSocket, certificates, MQTT version, client id"));
    m_advancedToggle->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_advancedToggle->setFocusPolicy(Qt::StrongFocus);
    m_advancedToggle->setCheckable(true);
    m_advanced = new BrokerAdvanced(this);
    m_advanced->setObjectName(u"brokerAdvanced"_s);
    m_usualPort = m_advanced->usualPort();
    const auto unfold = [this](bool isOpen) {
        m_advanced->setVisible(isOpen);
        m_advancedToggle->setIcon(Theme::icon(isOpen ? u"chevron-down"_s : u"chevron-right"_s));
    };
    unfold(false);
    connect(m_advancedToggle, &QToolButton::toggled, this, unfold);
    connect(m_advanced, &BrokerAdvanced::changed, this, &BrokerForm::choicesChanged);
    connect(m_advanced, &BrokerAdvanced::submitted, this, &BrokerForm::submit);
    connect(m_advanced, &BrokerAdvanced::transportChanged, this, [this] {
        const int before = std::exchange(m_usualPort, m_advanced->usualPort());
        if (m_port->value() == before) { // nobody chose another one
            m_port->setValue(m_usualPort);
        }
    });
}

void BrokerForm::addFields(QFormLayout *form)
{
    auto *hostAndPort = new QHBoxLayout;
    hostAndPort->setSpacing(2 * metric::kGrid);
    hostAndPort->addWidget(m_host, 1);
    auto *portLabel = new QLabel(tr("&Port"), this);
    portLabel->setBuddy(m_port);
    hostAndPort->addWidget(portLabel);
    hostAndPort->addWidget(m_port);
    auto *hostLabel = new QLabel(tr("&Host"), this);
    hostLabel->setBuddy(m_host);
    form->addRow(hostLabel, hostAndPort);
    form->addRow(tr("&User"), m_user);
    form->addRow(tr("Pass&word"), m_password);
    form->addRow(tr("Pro&file"), m_profile);
    form->addRow(tr("&Topic"), m_topic);
    form->addRow(tr("&Device"), m_device);
    form->addRow(QString(), m_advancedToggle);
    form->addRow(m_advanced);
    form->addRow(tr("Address"), m_preview);
    form->addRow(QString(),
        makeButtons(
            {u"brokerConnectButton"_s, tr("Connect"), u"connect"_s}, {u"brokerSaveButton"_s, tr("Save this broker")}));
}

BrokerChoices BrokerForm::choices() const
{
    BrokerChoices filledIn{.host = m_host->text(),
        .port = m_port->value(),
        .user = m_user->text(),
        .password = m_password->text(),
        .profile = m_profile->currentData().toString(),
        .topic = m_topic->text(),
        .device = m_device->text()};
    m_advanced->addTo(filledIn);
    return filledIn;
}

Result<ConnectionUrl> BrokerForm::url() const
{
    const BrokerChoices filledIn = choices();
    if (const QString problem = hostProblem(filledIn.host); !problem.isEmpty()) {
        return Error{problem};
    }
    if (filledIn.user.isEmpty() && !filledIn.password.isEmpty()) {
        return Error{tr("There is a password but no user. Fill in the user too, or leave both empty.")};
    }
    return ConnectionUrl::parse(brokerUrlText(filledIn));
}

void BrokerForm::showTopicsOfProfile()
{
    const QString id = m_profile->currentData().toString();
    QString topics = tr("everything", "the topics");
    for (const ProfilePtr &profile : ProfileLibrary::builtIn()) {
        if (!id.isEmpty() && profile->id() == id) {
            topics = tr("from the profile: %1").arg(profile->topicFilters().join(u", "_s));
        }
    }
    m_topic->setPlaceholderText(topics);
}

void BrokerForm::choicesChanged()
{
    const Result<ConnectionUrl> result = url();
    m_preview->setText(result ? result->text : QString());
    m_preview->setToolTip(m_preview->text());
    m_preview->setCursorPosition(0);
    checkAgain(result);
}

void BrokerForm::takeApartPastedUrl()
{
    if (!m_host->text().contains(u"://"_s)) {
        return;
    }
    const Result<ConnectionUrl> pasted = ConnectionUrl::parse(m_host->text());
    if (!pasted || pasted->kind != ConnectionUrl::Kind::Mqtt) {
        return;
    }
    const ConnectionUrl &url = *pasted;
    if (m_advanced->show(url)) {
        m_advancedToggle->setChecked(true);
    }
    m_usualPort = m_advanced->usualPort();
    m_port->setValue(url.port);
    m_user->setText(url.user);
    m_password->setText(url.password.reveal());
    m_topic->setText(url.topics.value(0));
    m_profile->setCurrentIndex(std::max(0, m_profile->findData(url.profile)));
    const NamedDevice device = url.devices.value(0);
    m_device->setText(device.additional.isEmpty() ? device.id : QString(device.id + u":"_s + device.additional));
    m_host->setText(url.host);
}

void BrokerForm::focusMistake()
{
    if (!hostProblem(m_host->text()).isEmpty()) {
        m_host->setFocus();
        m_host->selectAll();
    }
}

} // namespace ember
