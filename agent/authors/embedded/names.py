"""What things are called on which distribution, and what a program is for. Whatever is not here is taken as said."""

from __future__ import annotations

from collections.abc import Mapping

from agent.authors.embedded.clauses import listed
from agent.domain.facts import SystemFacts

_SSH_SERVER = {"Debian": "openssh-server", "RedHat": "openssh-server", "Archlinux": "openssh"}
_JACK = {"Debian": "jackd2", "RedHat": "jack-audio-connection-kit", "Archlinux": "jack2"}
_CRON = {"Debian": "cron", "RedHat": "cronie", "Archlinux": "cronie"}
_APACHE = {"Debian": "apache2", "RedHat": "httpd", "Archlinux": "apache"}
_AVAHI = {"Debian": "avahi-daemon", "RedHat": "avahi", "Archlinux": "avahi"}
_NETWORK_MANAGER = {"Debian": "network-manager", "RedHat": "NetworkManager", "Archlinux": "networkmanager"}

PACKAGES: Mapping[str, Mapping[str, str]] = {
    "ssh server": _SSH_SERVER,
    "openssh server": _SSH_SERVER,
    "openssh-server": _SSH_SERVER,
    "sshd": _SSH_SERVER,
    "jack": _JACK,
    "jackd": _JACK,
    "jack2": _JACK,
    "jackd2": _JACK,
    "pipewire jack": {
        "Debian": "pipewire-jack",
        "RedHat": "pipewire-jack-audio-connection-kit",
        "Archlinux": "pipewire-jack",
    },
    "realtime privileges": {"RedHat": "realtime-setup", "Archlinux": "realtime-privileges"},
    "cpupower": {"Debian": "linux-cpupower", "RedHat": "kernel-tools", "Archlinux": "cpupower"},
    "rtirq": {"Debian": "rtirq-init", "Archlinux": "rtirq"},
    "alsa utils": {"Debian": "alsa-utils", "RedHat": "alsa-utils", "Archlinux": "alsa-utils"},
    "alsa tools": {"Debian": "alsa-tools", "RedHat": "alsa-tools", "Archlinux": "alsa-tools"},
    "build tools": {"Debian": "build-essential", "Archlinux": "base-devel"},
    "build-essential": {"Debian": "build-essential", "Archlinux": "base-devel"},
    "apache": _APACHE,
    "avahi": _AVAHI,
    "cron": _CRON,
    "docker": {"Debian": "docker.io", "Archlinux": "docker"},
    "fd": {"Debian": "fd-find", "RedHat": "fd-find", "Archlinux": "fd"},
    "firefox": {"Debian": "firefox-esr", "RedHat": "firefox", "Archlinux": "firefox"},
    "network manager": _NETWORK_MANAGER,
    "networkmanager": _NETWORK_MANAGER,
    "python3": {"Debian": "python3", "RedHat": "python3", "Archlinux": "python"},
    "vim": {"Debian": "vim", "RedHat": "vim-enhanced", "Archlinux": "vim"},
}
"""What people say (in lower case) -> family -> package."""

_SSHD = {"Debian": "ssh", "RedHat": "sshd", "Archlinux": "sshd"}
_CROND = {"Debian": "cron", "RedHat": "crond", "Archlinux": "cronie"}
_HTTPD = {"Debian": "apache2", "RedHat": "httpd", "Archlinux": "httpd"}
_CHRONY = {"Debian": "chrony", "RedHat": "chronyd", "Archlinux": "chronyd"}
_SMB = {"Debian": "smbd", "RedHat": "smb", "Archlinux": "smb"}

SERVICES: Mapping[str, Mapping[str, str]] = {
    "ssh": _SSHD,
    "sshd": _SSHD,
    "ssh server": _SSHD,
    "openssh": _SSHD,
    "cron": _CROND,
    "crond": _CROND,
    "chrony": _CHRONY,
    "chronyd": _CHRONY,
    "apache": _HTTPD,
    "apache2": _HTTPD,
    "httpd": _HTTPD,
    "samba": _SMB,
    "smb": _SMB,
    "smbd": _SMB,
    "avahi": dict.fromkeys(("Debian", "RedHat", "Archlinux"), "avahi-daemon"),
    "bluetooth": dict.fromkeys(("Debian", "RedHat", "Archlinux"), "bluetooth"),
    "cups": dict.fromkeys(("Debian", "RedHat", "Archlinux"), "cups"),
    "docker": dict.fromkeys(("Debian", "RedHat", "Archlinux"), "docker"),
    "libvirt": dict.fromkeys(("Debian", "RedHat", "Archlinux"), "libvirtd"),
    **{
        name: dict.fromkeys(("Debian", "RedHat", "Archlinux"), name)
        for name in listed("firewalld fstrim.timer irqbalance mpd nginx rtirq tuned ufw")
    },
    "network manager": dict.fromkeys(("Debian", "RedHat", "Archlinux"), "NetworkManager"),
    "networkmanager": dict.fromkeys(("Debian", "RedHat", "Archlinux"), "NetworkManager"),
    "rtkit": dict.fromkeys(("Debian", "RedHat", "Archlinux"), "rtkit-daemon"),
}
"""What people say (in lower case) -> family -> systemd unit."""

_PURPOSES: Mapping[str, str] = {
    "audio daw recording": "ardour audacity bitwig-studio lmms muse non-daw qtractor reaper rosegarden tenacity "
    "traverso zrythm ocenaudio mhwaveedit timemachine ecasound",
    "audio daw synthesizer midi": "amsynth bristol calf calf-plugins dexed fluidsynth geonkick helm-synth hydrogen "
    "hydrogen-drumkits linuxsampler odin2-synthesizer polyphone qsampler qsynth samplv1 sfizz surge surge-xt swami "
    "synthv1 vital yoshimi zynaddsubfx drumkv1 padthv1 setbfree",
    "audio daw plugins effects": "carla dragonfly-reverb guitarix ingen jalv ladspa lsp-plugins lsp-plugins-lv2 "
    "lv2-c++-tools rakarrack swh-plugins tap-plugins x42-plugins zam-plugins distrho-ports eq10q",
    "audio dj players": "mixxx giada xwax mpv vlc deadbeef strawberry",
    "audio analysis": "baudline jaaa japa sonic-visualiser sonic-annotator soniclineup tony",
    "audio jack jackd": "a2jmidid catia cadence jack2 jackd jackd2 jack-audio-connection-kit jack-capture "
    "jack-example-tools jack-tools jack_mixer jacktrip patchage patchance qjackctl qpwgraph raysession "
    "new-session-manager zita-ajbridge zita-njbridge njconnect aj-snapshot helvum",
    "audio pipewire": "pipewire pipewire-alsa pipewire-jack pipewire-pulse wireplumber",
    "audio pulseaudio": "pavucontrol pulseaudio pulseaudio-bluetooth pulseaudio-utils pamixer",
    "audio alsa": "alsa-utils alsa-tools alsa-plugins alsa-firmware alsamixer",
    "audio realtime tuning": "rtirq rtirq-init rtkit realtime-privileges realtime-setup cpupower linux-cpupower tuned "
    "rt-tests cyclictest irqbalance schedtool",
    "video streaming obs": "obs-studio kdenlive shotcut openshot blender ffmpeg handbrake",
    "docker containers": "docker docker.io docker-ce docker-compose podman buildah containerd",
    "terminal shell": "zsh fish tmux alacritty kitty terminator starship",
    "bluetooth": "bluez bluez-utils bluez-tools blueman bluetooth",
    "network ssh": "openssh openssh-server openssh-client ssh sshd",
}
TOPICS: Mapping[str, frozenset[str]] = {
    program: frozenset(purpose.split()) for purpose, programs in _PURPOSES.items() for program in programs.split()
}
"""What a program is for, in words that documentation uses."""

STANDARD_GROUPS: Mapping[str, frozenset[str]] = {
    "Debian": listed(
        "adm audio backup bin cdrom dialout dip disk fax floppy games input irc kmem kvm lp mail man news operator "
        "plugdev proxy render root sasl shadow src staff sudo sys tape tty users utmp video voice www-data"
    ),
    "Archlinux": listed(
        "adm audio disk floppy ftp games http input kmem kvm log lp mail optical power proc render rfkill root scanner "
        "sgx storage sys tty users utmp uucp video wheel"
    ),
    "RedHat": listed(
        "adm audio bin cdrom daemon dialout disk floppy ftp games input kmem kvm lock lp mail man mem nobody "
        "render root sgx sys tape tty users utmp video wheel"
    ),
}
"""Groups that the base system brings along."""

DISTRIBUTIONS = listed(
    "alma almalinux alpine amazon arch archlinux centos debian fedora gentoo linuxmint manjaro opensuse oraclelinux "
    "raspbian redhat rhel rocky suse ubuntu"
)
"""Names that say a list is for one distribution."""


def package(said: str, facts: SystemFacts) -> str:
    """Return the package's name on this system; an empty text when it is not known."""
    return PACKAGES.get(said.lower(), {}).get(facts.os_family, "")


def unit(said: str, facts: SystemFacts) -> tuple[str, str]:
    """Return the systemd unit on this system, and the assumption it rests on."""
    name = SERVICES.get(said.lower().removesuffix(".service"), {}).get(facts.os_family)
    if name:
        return name, "" if name == said else f"the service {said} is the unit {name} on {facts.distribution}"
    return said.removesuffix(".service"), f"service name taken as said: {said}"


def is_service(said: str) -> bool:
    """Whether a name is known to be a service's, without the word "service" beside it."""
    return said.lower() in SERVICES or said.startswith("systemd-")


def same_unit(one: str, other: str) -> bool:
    """Whether two names mean one service, on any distribution."""
    one, other = one.removesuffix(".service"), other.removesuffix(".service")
    return one == other or any({one, other} <= {said, *names.values()} for said, names in SERVICES.items())


def topics(program: str) -> frozenset[str]:
    """Return what a program is for; nothing when nobody told."""
    return TOPICS.get(program, frozenset())


def is_standard_group(name: str, facts: SystemFacts) -> bool:
    """Whether the base system brings the group along."""
    return name in STANDARD_GROUPS.get(facts.os_family, frozenset())
