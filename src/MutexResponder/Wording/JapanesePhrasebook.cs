using System.Collections.Immutable;
using MutexResponder.Incidents;
using MutexResponder.Reporting;

namespace MutexResponder.Wording;

/// <summary>
/// The core's sentences in Japanese. A sentence that is not here is shown as the core wrote it: nothing is lost when the core
/// learns a new one, and a test that plays real incidents says which are missing.
/// </summary>
internal static class JapanesePhrasebook
{
    private const string DiagnosisMark = "Diagnosis: ";

    /// <summary>Sentences inside sentences; the core nests two deep.</summary>
    private const int MaxDepth = 3;

    // The order matters: what ends like another sentence stands before it.
    private static readonly ImmutableArray<Phrase> Phrases =
    [
        // The story.
        new("The error log reports a mutex failure; inspecting the instance.", "エラーログで mutex の異常を検知。インスタンスの調査を開始。"),
        new("Signals came soon after the last incident ended; looking again.", "前回のインシデント終了直後に再びログ行が届いたため、もう一度調査。"),
        new("{0} more signals came soon after this incident ended; looking again at {1} UTC.", "終了直後にさらに {0} 行が届いた。{1} UTC に再調査する。"),
        new("An operator asked for an inspection.", "担当者が調査を依頼。"),
        new("An operator asked for a remediation.", "担当者が対処を依頼。"),
        new("{0} asked for an inspection.", "{0} が調査を依頼。"),
        new("{0} asked for a remediation.", "{0} が対処を依頼。"),
        new("Approved by an operator; inspecting afresh before the change.", "担当者が承認。変更の前に再調査。"),
        new("Approved by {0}; inspecting afresh before the change.", "{0} が承認。変更の前に再調査。"),
        new("The machine was rebooted since the plan was approved.", "計画の承認後にサーバが再起動された。"),
        new("The Apache configuration was changed since the plan was approved.", "計画の承認後に Apache の設定が変更された。"),
        new("Apache's parent process is another one since the plan was approved.", "計画の承認後に Apache の親プロセスが変わった。"),
        new("The machine needs another change than the one that was approved.", "承認された変更とは別の変更が必要になった。"),
        new("The instance cannot be looked at.", "インスタンスを調査できない。"),
        new("SSM refused the verification: {0} EC2 may still be rebooting it.", "SSM が確認を拒否: {0} EC2 による再起動がまだ続いている可能性がある。"),
        new("SSM refused the verification: {0} Looking again.", "SSM が確認を拒否: {0} 再確認。"),
        new("SSM refused the verification: {0}", "SSM が確認を拒否: {0}"),
        new("SSM refuses to say whether the verification was sent: {0} EC2 may still be rebooting it.", "確認コマンドを送れたか分からず、SSM も回答を拒否: {0} EC2 による再起動がまだ続いている可能性がある。"),
        new("SSM refuses to say whether the verification was sent: {0} Looking again.", "確認コマンドを送れたか分からず、SSM も回答を拒否: {0} 再確認。"),
        new("SSM refuses to say whether the verification was sent: {0}", "確認コマンドを送れたか分からず、SSM も回答を拒否: {0}"),
        new("Rejected by an operator; nothing was changed.", "担当者が却下。何も変更していない。"),
        new("Rejected by {0}; nothing was changed.", "{0} が却下。何も変更していない。"),
        new("Nobody approved the plan in time; nothing was changed.", "期限までに承認されなかった。何も変更していない。"),
        new("Remediating: {0}", "対処を開始。計画: {0}"),
        new("Preventing: {0}", "予防を開始。計画: {0}"),
        new("An operator asked for a prevention; inspecting first.", "担当者が予防を依頼。先に調査。"),
        new("{0} asked for a prevention; inspecting first.", "{0} が予防を依頼。先に調査。"),
        new("The error log reports the failure that was to be prevented; inspecting the instance.", "予防しようとした異常がエラーログに現れた。インスタンスを調査。"),
        new("{0} The site is looked at as in an outage.", "{0}障害としてサイトを調査。"),
        new("{0} Taking it back.", "{0}変更を切り戻す。"),
        new("{0} The change was taken back, and the site answers: {1}.", "{0}変更を切り戻し、サイトは応答している: {1}。"),
        new("{0} The configuration is what it was before.", "{0}設定は変更前のまま。"),
        new("The next logout finds nothing to remove, and the site served all the time: {0}.", "次のログアウトで削除されるものはなく、サイトは応答し続けた: {0}。"),
        new("Nothing that this server needs will be removed. {0}", "このサーバに必要なものは削除されない。{0}"),
        new("A person has to mend what puts it at risk. {0}", "リスクの原因は人が直す必要がある。{0}"),
        new("Prevention={0} changes nothing; Approve and Fix do.", "Prevention={0} では何も変更しない。Approve と Fix は変更する。"),
        new("Incident {0} is under way; a prevention has to wait for its end.", "インシデント {0} が進行中。予防はその終了を待つ。"),
        new("The line is on disk already; the reload also brings to life whatever else was changed since Apache last loaded its configuration.", "対処の行はすでにディスクにある。リロードすると、Apache が最後に読み込んだ後の他の変更も有効になる。"),
        new("As many instances as allowed are in recovery; waiting for a free slot.", "復旧中の台数が上限に達しているため、空き枠を待つ。"),
        new("As many instances as allowed were in recovery for {0} minutes; this one was not touched.", "復旧中の台数が {0} 分間上限のままだったため、このインスタンスには手を付けていない。"),
        new("The evidence is old; inspecting again before taking a slot.", "調査結果が古くなったため、空き枠を取る前に再調査。"),
        new("A signal is newer than the evidence; inspecting again.", "調査より新しいログ行が届いたため、再調査。"),
        new("SSM does not reach the instance's agent; the command is tried again until it is back.", "SSM からインスタンスのエージェントに届かない。復帰するまでコマンドを再送。"),
        new("{0} The evidence is old by now; inspecting again.", "{0}調査結果が古くなったため、再調査。"),
        new("The command was not confirmed and SSM does not list it; sending it again.", "コマンドの送信を確認できず、SSM の一覧にもないため、再送。"),
        new("SSM refused the inspection: {0}", "SSM が調査を拒否: {0}"),
        new("Whether the {0} command was sent is not known, and SSM refuses to say: {1}", "{0} コマンドを送れたか分からず、SSM も確認を拒否: {1}"),
        new("The command did not reach the instance: same boot, same configuration, same Apache.", "コマンドがインスタンスに届いていない。起動、設定、Apache のいずれも変わっていない。"),
        new("The command did not reach the instance: same boot, same configuration, same Apache. Looking again.", "コマンドがインスタンスに届いていない。起動、設定、Apache のいずれも変わっていない。再確認。"),
        new("SSM refused the {0} command: {1}", "SSM が {0} コマンドを拒否: {1}"),
        new("{0} Waiting for approval ({1}). The plan: {2}", "承認を待つ（{1}）。計画: {2}"),
        new("{0} Waiting for approval. The plan: {1}", "承認を待つ。計画: {1}"),
        new("{0} Nothing was changed: mode Observe. The plan: {1}", "Observe モードのため何も変更していない。計画: {1}"),
        new("{0} Not remediated: this instance was remediated {1} times within 24 hours.", "対処は見送り。このインスタンスは 24 時間以内に {1} 回対処済み。"),
        new("Not remediated: {0}", "対処は見送り: {0}"),
        new("{0} Not remediated: {1}", "対処は見送り: {1}"),
        new("The instance refused the change ({0}): {1}. Inspecting again.", "インスタンスが変更を拒否（{0}）。再調査。"),
        new("The instance refused the change: {0}. Nothing was changed.", "インスタンスが変更を拒否。何も変更していない。"),
        new("The configuration on disk is right, but Apache was not brought onto it ({0}): {1}. Inspecting again.", "設定ファイルは修正済みだが、Apache への反映をインスタンスが拒否（{0}）。再調査。"),
        new("The configuration on disk is right, but Apache was not brought onto it: {0}. It takes effect when Apache starts.", "設定ファイルは修正済みだが、Apache への反映をインスタンスが拒否。次に Apache が起動したときに有効になる。"),
        new("The instance refused the rollback ({0}): {1}. Inspecting again.", "インスタンスが切り戻しを拒否（{0}）。再調査。"),
        new("The instance refused the rollback: {0}. Nothing was changed.", "インスタンスが切り戻しを拒否。何も変更していない。"),
        new("An operator asked to take back the change of incident {0}; inspecting first.", "担当者がインシデント {0} の変更の切り戻しを依頼。先に調査する。"),
        new("{0} asked to take back the change of incident {1}; inspecting first.", "{0} がインシデント {1} の変更の切り戻しを依頼。先に調査する。"),
        new("Diagnosis: {0}, before the rollback.", "診断: {0}（切り戻し前）。"),
        new("Diagnosis: {0}, before the prevention.", "診断: {0}（予防前）。"),
        new("Rolling back: {0}", "切り戻しを開始。計画: {0}"),
        new("Not rolled back: the instance's own tag says mode Observe.", "切り戻しは見送り: インスタンスのタグが Observe モードを指定している。"),
        new("The inspections do not say what the configuration is; nothing was rolled back.", "調査結果から設定の状態が分からないため、切り戻しは見送り。"),
        new("The configuration is already what it was before incident {0}.", "設定はすでにインシデント {0} の前の状態になっている。"),
        new("The configuration is as it was before incident {0}, and the site answers: {1}.", "設定はインシデント {0} の前の状態に戻り、サイトの応答を確認。"),
        new("The rollback failed ({0}) and was taken back; the configuration is as it was before the request.", "切り戻しに失敗し（{0}）、依頼前の設定に戻した。"),
        new("The rollback failed ({0}) half-way; both backups are on the instance.", "切り戻しが途中で失敗した（{0}）。バックアップは 2 つともインスタンス上にある。"),
        new("The change is not sent again: {0} Whether it reached the instance before is not known.", "再送は見送り: {0}先に送ったものがインスタンスに届いたかどうかは不明。"),
        new("The site answered, but a signal is newer than that evidence.", "サイトは応答したが、その調査より新しいログ行が届いている。"),
        new("Not rolled back: {0}", "切り戻しは見送り: {0}"),
        new("The inspection does not say what the configuration is; inspecting again.", "調査結果から設定の状態が分からないため、再調査。"),
        new("The command has ended; inspecting the result.", "コマンドが終了。結果を調査。"),
        new("Looking whether the instance is back.", "インスタンスが戻っているかを確認。"),
        new("{0} The instance did not reboot itself in time; asking EC2 to reboot it.", "{0}インスタンスが時間内に再起動しないため、EC2 に再起動を依頼。"),
        new("{0} EC2 may still be rebooting it.", "{0}EC2 による再起動がまだ続いている可能性がある。"),
        new("{0} EC2 was not asked to reboot the instance: {1}", "{0}EC2 への再起動の依頼は見送り: {1}"),
        new("Nothing was changed: {0}", "何も変更していない: {0}"),
        new("This could not be shown to people outside this record: {0}", "この記録の外（OpsItem など）には表示できなかった: {0}"),
        new("The instance refused the change ({0}): it is not as it was inspected.", "インスタンスが変更を拒否（{0}）。調査時と状態が異なる。"),
        new("The instance refused the change ({0}); nothing was changed.", "インスタンスが変更を拒否（{0}）。何も変更していない。"),
        new("The change had no effect here ({0}) and was taken back; the configuration is as it was.", "変更に効果がなく（{0}）、元に戻した。設定は変更前と同じ。"),
        new("The change was interrupted and taken back; the configuration is as it was.", "変更が中断され、元に戻した。設定は変更前のまま。"),
        new("The change failed ({0}) and could not be taken back; the backup is on the instance.", "変更に失敗し（{0}）、元に戻せなかった。バックアップはインスタンス上にある。"),
        new("The site answers again: {0}.", "サイトの応答を確認。"),
        new("{0} Inspecting again.", "{0}再調査。"),
        new("{0} Looking again.", "{0}再確認。"),
        new("The recovery is not proven. {0}.", "復旧確認が不合格。合格していない項目は、下の確認結果を参照。"),
        new("The inspection did not end in time: the agent may be offline.", "調査が時間内に終わらない（エージェントがオフラインの可能性）。"),
        new("SSM could not deliver the inspection ({0}).", "SSM が調査コマンドを配送できない（{0}）。"),
        new("The inspection gave no usable evidence: {0}.", "有効な調査結果が得られない（{0}）。"),
        new("The inspection did not find out enough to decide: {0}.", "判断に必要な情報が足りない（{0}）。"),
        new("The instance did not report back in time.", "インスタンスから時間内に結果が返ってこない。"),
        new("The instance gave no usable evidence after the change ({0}; {1}).", "対処後の有効な調査結果が得られない（{0}、{1}）。"),
        new("The evidence from before the change cannot be read; the recovery is not proven.", "対処前の調査結果を読めず、復旧を確認できない。"),
        new("The kill switch {0} is on.", "緊急停止スイッチ {0} が有効。"),
        new("The kill switch {0} cannot be read: {1}", "緊急停止スイッチ {0} を読み取れない: {1}"),
        new("The kill switch {0} says '{1}'; allowed are on, off.", "緊急停止スイッチ {0} の値「{1}」が正しくない（on または off）。"),
        new("Changes are closed until {0} by the calendar {1}.", "変更カレンダー {1} により {0} まで変更は禁止されている。"),
        new("Changes are closed{0} by the calendar {1}.", "変更カレンダー {1} により変更は禁止されている。"),
        new("The calendar {0} cannot be read: {1}", "変更カレンダー {0} を読み取れない: {1}"),
        new("The tag {0} says '{1}'; allowed are {2}.", "タグ {0} の値「{1}」が正しくない（{2} のいずれか）。"),
        new("Nobody said within {0} seconds what the instance is.", "インスタンスの情報が {0} 秒以内に得られない。"),
        new("Nobody said within {0} seconds whether changes are allowed.", "変更してよいかどうかの答えが {0} 秒以内に得られない。"),
        new("The instance belongs to the Auto Scaling group {0}, which may replace it while it reboots.", "Auto Scaling グループ {0} に属しており、再起動中に置き換えられるおそれがある。"),
        new("The instance does not have the tag {0}.", "インスタンスにタグ {0} がない。"),
        new("The instance is {0}.", "インスタンスの状態は {0}。"),
        new("EC2 has no such instance any more.", "EC2 にこのインスタンスはもう存在しない。"),
        new("EC2 could not say what the instance is: {0}", "EC2 からインスタンスの情報を取得できない: {0}"),

        // What an inspection did not bring.
        new("there is no '#evidence-begin 2' line: this is not the output of the collect script", "調査スクリプトの出力がない"),
        new("the script did not run as root", "スクリプトが root で実行されていない"),
        new("the configuration test did not run", "configtest が実行されていない"),
        new("the configuration's hash is missing", "設定のハッシュがない"),
        new("/proc/sysvipc/sem was not read whole", "/proc/sysvipc/sem を最後まで読み取れていない"),
        new("the machine has just started, and Apache has not yet", "サーバは起動直後で、Apache はまだ起動していない"),
        new("the uid of Apache's user is not known", "Apache の実行ユーザの uid が不明"),
        new("the mutex mechanism is not known", "mutex の方式が不明"),
        new("the MPM is not known", "MPM が不明"),

        // What was found.
        new("The parent is dead and a child of it lives on, holding port {0}; a plain start would fail with 'Address already in use'.", "親プロセスは終了したが、子プロセスが 1 つ残ってポート {0} を占有している。そのまま起動すると「Address already in use」で失敗する。"),
        new("The parent is dead and a child of it lives on, holding no known port; a plain start would fail with 'Address already in use'.", "親プロセスは終了したが、子プロセスが残っている。そのまま起動すると「Address already in use」で失敗するおそれがある。"),
        new("The event MPM makes no accept mutex.", "event MPM は accept mutex を作らない。"),
        new("With one Listen, Apache makes no accept mutex.", "Listen が 1 つの場合、Apache は accept mutex を作らない。"),
        new("The kernel grants no more semaphores in this IPC namespace.", "この IPC 名前空間ではこれ以上セマフォを作れない。"),
        new("The configuration sets the accept mutex by name; a 'Mutex … default' line does not reach it.", "accept mutex が名前で個別に指定されており、「Mutex … default」の行では変わらない。"),
        new("The site answers. {0}", "サイトは応答しているが、{0}"),
        new("It will fail at the next last logout of {0} (uid {1}): logind then removes the System V semaphores of its modules ({2}). Before that: {3}", "{0}（uid {1}）の最後のセッションが次に終わると、logind がモジュール（{2}）の System V セマフォを削除して障害になる。その前に {3}"),
        new("It will fail at the next last logout of {0} (uid {1}): logind then removes the System V semaphore of its accept mutex. Before that: {2}", "{0}（uid {1}）の最後のセッションが次に終わると、logind が accept mutex の System V セマフォを削除して停止する。その前に {2}"),
        new("write '{0}' into {1}, enable it with a2enconf mutex-file and reload Apache.", "{1} に「{0}」を書き、a2enconf mutex-file で有効にして Apache をリロードすること。"),
        new("write '{0}' into {1} and reload Apache.", "{1} に「{0}」を書いて Apache をリロードすること。"),
        new("make its mutexes files with the Mutex directive and reload Apache.", "Mutex ディレクティブで mutex をファイルにして Apache をリロードすること。"),
        new("change {0} to 'file:' and reload Apache.", "{0} を file: に変更して Apache をリロードすること。"),
        new("Some sections of the evidence were cut at their bound.", "調査結果の一部が上限で切り詰められている。"),

        // What the conditions rest on, where it is no quotation.
        new("RemoveIPC could not be read", "RemoveIPC を読み取れない"),
        new("Apache's user is not known", "Apache の実行ユーザが不明"),
        new("the mechanism could not be read", "mutex の方式を読み取れない"),
        new("accept mutex on disk: {0}; APR's default: {1}", "設定上の accept mutex: {0}、APR の既定: {1}"),
        new("User {0} has uid {1}", "ユーザ {0} の uid は {1}"),
        new("RemoveIPC={0} (source: {1}); {2} lingers, so logind keeps what it owns", "RemoveIPC={0}（取得元: {1}）。{2} は linger が有効なので、所有する IPC オブジェクトは削除されない"),
        new("RemoveIPC={0} (source: {1})", "RemoveIPC={0}（取得元: {1}）"),
        new("no removal line with a time in the error log", "エラーログに時刻付きの該当行がない"),
        new("no session records were found", "セッションの記録が見つからない"),
        new("the last {0} recorded session ends are not within {1} s before the first line", "直近 {0} 件のセッション終了は、いずれも最初の行の前 {1} 秒以内ではない"),

        // The plan.
        new("Refuse if the machine was rebooted, its Apache configuration changed, or Apache started or stopped since it was inspected.", "調査後に再起動、Apache の設定変更、Apache の起動や停止があれば、変更を拒否する。"),
        new("Write {0} with '{1}' and enable it with a2enconf; keep a backup.", "{0} に「{1}」を書き、a2enconf で有効にする。バックアップを取る。"),
        new("Take the comment mark off '{0}' in {1}; keep a backup.", "{1} の「{0}」のコメントを外す。バックアップを取る。"),
        new("Write {0} with '{1}'; keep a backup.", "{0} に「{1}」を書く。バックアップを取る。"),
        new("Add '{0}' at the end of {1}; keep a backup.", "{1} の末尾に「{0}」を加える。バックアップを取る。"),
        new("Leave the configuration as it is: the file on disk is right already.", "設定は変更しない（設定ファイルはすでに正しい）。"),
        new("Test the configuration and read back that every mutex is an fcntl lock; put the backup back if not.", "configtest を実行し、すべての mutex が fcntl になったことを確認する。なっていなければバックアップに戻す。"),
        new("Remove {0} semaphore arrays that dead Apache processes left behind.", "終了した Apache プロセスが残したセマフォ配列を {0} 個削除する。"),
        new("Refuse if the machine was rebooted since it was inspected, or if its Apache configuration is not what incident {0} left.", "調査後に再起動されていた場合や、Apache の設定がインシデント {0} の変更直後の状態でない場合は、拒否する。"),
        new("Put the files back from {0}; undo that if the configuration test fails or a byte differs.", "{0} からファイルを戻す。configtest に失敗したり 1 バイトでも異なったりすれば、取り消す。"),
        new("Stop Apache, end what is left of it, start Apache.", "Apache を停止し、残ったプロセスを終了させてから、Apache を起動する。"),
        new("Verify: the configuration is byte for byte what it was, parent alive, every port answers HTTP, no new AH00144.", "確認する: 設定が変更前と 1 バイトも違わない、親プロセスが動いている、全ポートが HTTP に応答する、新しい AH00144 がない。"),
        new("Reboot the instance once.", "インスタンスを 1 回再起動する。"),
        new("Stop Apache, end the orphan child that still holds the ports, start Apache.", "Apache を停止し、ポートを占有したまま残った子プロセスを終了させてから、Apache を起動する。"),
        new("Verify by symptom: parent alive, every port answers HTTP, no System V semaphore of Apache, no new AH00144.", "症状で確認する: 親プロセスが動いている、全ポートが HTTP に応答する、Apache の System V セマフォがない、新しい AH00144 がない。"),

        // What remains.
        new("Run Apache as a system user (uid below 1000): {0} has uid {1}, so each last logout of that user removes what it owns.", "Apache をシステムユーザ（uid 1000 未満）で動かす。{0} の uid は {1} なので、このユーザの最後のセッションが終わるたびに所有する IPC オブジェクトが削除される。"),
        new("Or set RemoveIPC=no in /etc/systemd/logind.conf and restart systemd-logind; PostgreSQL and Oracle on the same machine need it as well.", "または /etc/systemd/logind.conf に RemoveIPC=no を設定し、systemd-logind を再起動する。同居する PostgreSQL や Oracle にも必要な設定である。"),
        new("logind did not do it (RemoveIPC=no): look for scripts or people that run ipcrm for Apache's user.", "logind の仕業ではない（RemoveIPC=no）。Apache の実行ユーザに対して ipcrm を実行するスクリプトや人がいないか調べる。"),
        new("APR {0} picks System V semaphores by default; from 1.7.0 on it does not.", "APR {0} は既定で System V セマフォを使う（1.7.0 以降は使わない）。"),
        new("POSIX semaphores cannot be removed, but a child that is killed while it holds one leaves the others waiting for ever; a file mutex does not.", "POSIX セマフォは削除されないが、保持したまま子プロセスが強制終了されると残りが永久に待たされる。ファイル方式の mutex ではそうならない。"),
        new("Raise kernel.sem with sysctl, and stop Apache with SIGTERM: a parent that is killed with SIGKILL leaves its semaphores behind.", "sysctl で kernel.sem を引き上げ、Apache は SIGTERM で停止する。親プロセスを SIGKILL で止めるとセマフォが残る。"),
        new("Apache does not restart by itself after this failure; consider Restart=on-failure in a drop-in of its unit.", "この障害では Apache は自動的に起動し直さない。ユニットのドロップインで Restart=on-failure を検討する。"),

        // The checks.
        new("the configuration is byte for byte what it was", "設定が変更前と 1 バイトも違わない"),
        new("the configuration could not be read", "設定を読み取れない"),
        new("the machine was rebooted", "サーバが再起動された"),
        new("Apache runs under a new parent process", "Apache の親プロセスが新しくなっている"),
        new("Apache's parent process is alive", "Apache の親プロセスが動いている"),
        new("every port answers HTTP", "全ポートが HTTP に応答する"),
        new("the effective mutex cannot be removed by others", "有効な mutex が他者に削除されない方式である"),
        new("Apache runs on no System V semaphore", "Apache が System V セマフォを使っていない"),
        new("{0} of Apache's kind, and the accept mutex is none of them: the parent holds it as a file", "Apache のものらしきセマフォが {0} 個あるが、accept mutex ではない。親プロセスがファイルとして保持している"),
        new("no mutex failure was logged since Apache started", "Apache の起動以降、mutex のエラーが出ていない"),
        new("no orphan child is left", "取り残された子プロセスがない"),
        new("no parent process", "親プロセスなし"),
        new("parent none → {0}", "親プロセス なし → {0}"),
        new("parent {0} → {1}", "親プロセス {0} → {1}"),
        new("no port could be tried on the machine", "サーバ上で試せるポートがなかった"),
        new("{0}; nobody listens on {1} any more", "{0}。{1} は誰も listen していない"),
        new("accept mutex {0}, default {1}", "accept mutex は {0}、default は {1}"),
        new("the arrays or Apache's uid are not known", "セマフォ配列または Apache の uid が不明"),
        new("none of Apache's kind", "Apache のものらしきセマフォなし"),
        new("{0} of Apache's kind, and the parent's start time is not known", "Apache のものらしきセマフォが {0} 個あり、親プロセスの起動時刻が不明"),
        new("{0} leftovers of an earlier Apache, none of this one", "以前の Apache が残したものが {0} 個。現在の Apache のものはない"),
        new("{0} made since the parent started", "親プロセスの起動以降に {0} 個作られている"),
        new("none in the log", "ログになし"),
        new("the error log could not be read", "エラーログを読めない"),
        new("the times of the lines or of the parent's start are not known", "ログ行または親プロセスの起動時刻が不明"),
        new("the last one was at {0}, the parent started at {1}", "最後のエラーは {0}、親プロセスの起動は {1}"),
        new("none", "なし"),
    ];

    public static string Say(string sentence) => Say(sentence, 0);

    /// <summary>Whether the sentence is in the book.</summary>
    public static bool Knows(string sentence) =>
        sentence.StartsWith(DiagnosisMark, StringComparison.Ordinal) || Phrases.Any(phrase => phrase.TrySay(sentence, static s => s) is not null);

    private static string Say(string sentence, int depth)
    {
        if (depth == MaxDepth)
        {
            return sentence;
        }

        if (sentence.StartsWith(DiagnosisMark, StringComparison.Ordinal)
            && sentence.IndexOfAny(['.', ',']) is var end and > 0
            && ReportLanguage.Japanese.Words.Part(sentence[DiagnosisMark.Length..end], "title", IncidentGoal.Recover) is { } title)
        {
            string when = sentence[end] == ',' ? "切り戻し前の診断" : "診断";
            return $"{when}: {title}（{sentence[DiagnosisMark.Length..end]}）。";
        }

        foreach (Phrase phrase in Phrases)
        {
            if (phrase.TrySay(sentence, place => Say(place, depth + 1)) is { } said)
            {
                return said;
            }
        }

        return sentence;
    }
}
