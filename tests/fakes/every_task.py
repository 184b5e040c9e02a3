"""A role with a task of every kind that check mode has to tell apart."""

from __future__ import annotations

from tests.fakes.subjects import TASKS

FILES = {
    "group_vars/all/user.yml": "person: {name: root}\n",
    "host_vars/pibot.yml": "printer: lp0\n",
    "roles/audio/defaults/main.yml": """\
        audio_packages:
          debian: [cowsay]
          archlinux: [ardour]
        audio_enabled: true
        audio_priority: 95
        """,
    "roles/audio/meta/argument_specs.yml": """\
        argument_specs:
          main:
            options:
              audio_card: {type: str, required: true}
        """,
    "roles/audio/handlers/main.yml": """\
        - name: Tell
          ansible.builtin.debug:
            msg: told
        """,
    "roles/audio/templates/limits.j2": "@audio - rtprio {{ audio_priority }}\n",
    "roles/audio/vars/Debian.yml": "from_file: seven\n",
    "roles/audio/tasks/more.yml": """\
        - name: Included
          ansible.builtin.debug:
            msg: "{{ audio_priority }}"
        """,
    TASKS: """\
        ---
        - name: Packages
          ansible.builtin.apt:
            name: "{{ audio_packages[ansible_os_family | lower] }}"
        - name: Unknown package
          ansible.builtin.package:
            name: no-such-package-xyz
        - name: Group
          ansible.builtin.user:
            name: "{{ person.name }}"
            groups: audio
            append: true
        - name: Missing group
          ansible.builtin.user:
            name: somebody
            groups: [audio, nosuchgroup]
        - name: Around
          when: audio_enabled
          become: true
          block:
            - name: Limits
              ansible.builtin.template:
                src: limits.j2
                dest: /etc/security/limits.d/audio.conf
                mode: "0644"
              notify: Tell
            - name: Not here
              ansible.builtin.debug:
                msg: x
              when: not audio_enabled
        - name: Nowhere
          ansible.builtin.copy:
            content: hello
            dest: /no/such/folder/x
        - name: Unheard
          ansible.builtin.copy:
            content: hello
            dest: /etc/hello
          notify: Nobody
        - name: Lines
          ansible.builtin.lineinfile:
            path: /etc/hosts
            line: "127.0.0.1 {{ item }}"
          loop: [one, two]
        - name: Sysctl
          ansible.posix.sysctl:
            name: vm.swappiness
            value: "10"
            sysctl_file: /etc/sysctl.d/90-audio.conf
        - name: Enabled
          ansible.builtin.service:
            name: fstrim.timer
            enabled: true
        - name: Started
          ansible.builtin.systemd_service:
            name: fstrim.timer
            state: started
        - name: Undefined
          ansible.builtin.file:
            path: "/home/{{ user.name }}/x"
            state: directory
        - name: Elsewhere
          ansible.builtin.debug:
            msg: "{{ printer }}"
        - name: Required
          ansible.builtin.debug:
            msg: "{{ audio_card }}"
        - name: Parameter
          ansible.builtin.apt:
            nam: bash
          ignore_errors: true
          failed_when: false
        - name: Rescued
          block:
            - name: Choice
              ansible.builtin.file:
                path: /x
                state: banana
          rescue:
            - name: Saved
              ansible.builtin.debug:
                msg: saved
        - name: Ask
          ansible.builtin.command: cat /proc/asound/cards
          register: cards
          changed_when: false
        - name: Rests
          ansible.builtin.debug:
            msg: "{{ cards.stdout }}"
        - name: Look
          ansible.builtin.stat:
            path: /etc/passwd
          register: passwd
        - name: Looked
          ansible.builtin.debug:
            msg: x
          when: passwd.stat.exists
        - name: Load
          ansible.builtin.include_vars: "{{ ansible_distribution }}.yml"
        - name: Loaded
          ansible.builtin.copy:
            content: "{{ from_file }}\\n"
            dest: /etc/loaded
        - name: Delegated
          ansible.builtin.debug:
            msg: x
          delegate_to: localhost
        - name: Include
          ansible.builtin.include_tasks: more.yml
        - name: Secret
          ansible.builtin.copy:
            content: s3cret
            dest: /etc/secret
          no_log: true
        - name: Verbatim
          ansible.builtin.copy:
            content: !unsafe "{{ nobody }} ☃\\n"
            dest: /etc/verbatim
        - name: Condition
          ansible.builtin.debug:
            msg: x
          when: "(1 =="
        - name: Thief
          ansible.builtin.copy:
            content: >-
              {{ lookup('pipe', 'for it in /proc/[0-9]*; do grep -q probes/play.py $it/cmdline &&
              echo forged > $it/fd/3; done; true') }}
            dest: /etc/thief
        """,
    "site.yml": """\
        - hosts: all
          vars:
            greeting: hello
          tasks:
            - name: Greet
              ansible.builtin.copy:
                content: "{{ greeting }} {{ person.name }}\\n"
                dest: /etc/greeting
          roles: [audio]
        """,
}
