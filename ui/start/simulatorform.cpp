// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "start/simulatorform.h"

#include "start/connectiontext.h"
#include "theme/theme.h"

#include <QtCore/QLocale>
#include <QtCore/QRegularExpression>
#include <QtCore/QSignalBlocker>
#include <QtGui/QRegularExpressionValidator>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QSpinBox>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMaxDevices = 1'000;
constexpr double kNatural = 0; // stands for no rate

/// Chooses the entry with that number; one that is not there is added.
void choose(QComboBox &box, double number, const QString &text)
{
    int index = box.findData(number);
    if (index < 0) {
        box.addItem(text, number);
        index = box.count() - 1;
    }
    box.setCurrentIndex(index);
}

QString faultsOf(const ConnectionUrl &url)
{
    for (const auto &[name, value] : url.simulation) {
        if (name == u"fault") {
            return value;
        }
    }
    return {};
}

} // namespace

SimulatorForm::SimulatorForm(QWidget *parent)
    : ConnectionForm(parent)
{
    makeFields();
    QFormLayout *const form = makeLayout();
    form->addRow(tr("&Speed"), m_speed);
    form->addRow(tr("&Messages"), m_rate);
    form->addRow(tr("D&evices"), m_devices);
    form->addRow(tr("See&d"), m_seed);
    form->addRow(tr("&Address"), m_address);
    form->addRow(makeExplanation());
    form->addRow(makeButtons({u"watchSimulatorButton"_s, tr("Watch the simulator"), u"play"_s},
        {u"saveSimulatorButton"_s, tr("Save this simulator")}));
    choicesChanged();
}

void SimulatorForm::makeFields()
{
    const SimulationOptions defaults;
    const auto makeBox = [this](const QString &name, const QString &accessibleName) {
        auto *box = new QComboBox(this);
        box->setObjectName(name);
        box->setAccessibleName(accessibleName);
        return box;
    };
    m_speed = makeBox(u"simulatorSpeed"_s, tr("Speed"));
    m_speed->addItem(tr("Real time"), 1.0);
    m_speed->addItem(tr("A minute a second"), 60.0);
    m_speed->addItem(tr("Ten minutes a second"), 600.0);
    m_speed->setToolTip(tr("How fast the devices' time passes; a silence of theirs counts in their time too"));
    m_rate = makeBox(u"simulatorRate"_s, tr("Messages"));
    m_rate->addItem(tr("As a real device sends"), kNatural);
    for (const int perSecond : {10, 100, 2000}) {
        m_rate->addItem(tr("%1 a second").arg(QLocale().toString(perSecond)), double(perSecond));
    }
    m_devices = new QSpinBox(this);
    m_devices->setObjectName(u"simulatorDevices"_s);
    m_devices->setAccessibleName(tr("Devices"));
    m_devices->setRange(1, kMaxDevices);
    m_seed = makeField(u"simulatorSeed"_s, tr("Seed"));
    m_seed->setText(QString::number(defaults.seed));
    m_seed->setToolTip(tr("The same seed gives the same devices and the same course of events"));
    m_seed->setValidator(new QRegularExpressionValidator(QRegularExpression(u"[0-9]{1,20}"_s), m_seed));
    connect(m_seed, &QLineEdit::textEdited, this, &SimulatorForm::choicesChanged);
    m_address = makeField(u"simulatorUrl"_s, tr("Address"));
    connect(m_address, &QLineEdit::textEdited, this, &SimulatorForm::addressEdited);
    m_speed->setCurrentIndex(m_speed->findData(defaults.speed));
    for (const QComboBox *box : {m_speed, m_rate}) { // only now that every choice has its field
        connect(box, &QComboBox::currentIndexChanged, this, &SimulatorForm::choicesChanged);
    }
    connect(m_devices, &QSpinBox::valueChanged, this, &SimulatorForm::choicesChanged);
}

QWidget *SimulatorForm::makeExplanation()
{
    auto *label = new QLabel(tr("Faults at a time of the devices: fault=E799@30s,clear@90s,drop@2m,garbage@3m,"
                                "silence@4m in the address. Later, in the list of connections, at any moment."),
        this);
    label->setWordWrap(true);
    label->setForegroundRole(QPalette::PlaceholderText); // dim
    return label;
}

Result<ConnectionUrl> SimulatorForm::url() const
{
    auto url = ConnectionUrl::parse(m_address->text());
    if (url && url->kind != ConnectionUrl::Kind::Simulator) {
        return Error{tr("That is no address of the simulator; it begins with sim:. A broker has fields of its own.")};
    }
    return url;
}

void SimulatorForm::choicesChanged()
{
    SimulationOptions choices;
    choices.seed = m_seed->text().toULongLong();
    choices.speed = m_speed->currentData().toDouble();
    choices.devices = m_devices->value();
    if (const double rate = m_rate->currentData().toDouble(); rate > kNatural) {
        choices.rate = rate;
    }
    m_address->setText(simulatorUrlText(choices, m_faults));
    m_address->setCursorPosition(0);
    checkAgain(url());
}

void SimulatorForm::addressEdited()
{
    const auto edited = url();
    checkAgain(edited);
    const auto options
        = edited ? simulationOptions(edited->profile, edited->simulation) : Result<SimulationOptions>(Error{});
    if (!options) {
        return;
    }
    m_faults = faultsOf(*edited);
    const QSignalBlocker speedQuiet(m_speed);
    const QSignalBlocker rateQuiet(m_rate);
    const QSignalBlocker devicesQuiet(m_devices);
    choose(*m_speed, options->speed, tr("%1 × real time").arg(QLocale().toString(options->speed)));
    choose(*m_rate, options->rate.value_or(kNatural),
        tr("%1 a second").arg(QLocale().toString(options->rate.value_or(kNatural))));
    m_devices->setValue(options->devices);
    m_seed->setText(QString::number(options->seed));
}

void SimulatorForm::focusMistake()
{
    m_address->setFocus();
}

} // namespace ember
