using System.Diagnostics;

namespace October.LocalCluster.Node.OperatingSystem;

/// <summary>
/// Sees to it that no process outlives this one, not even after SIGKILL: a small helper holds the other end of a pipe, is sent the id of each process
/// group that starts or ends, and kills those that are left when the pipe closes. The kernel's own means (PR_SET_PDEATHSIG) is tied to the
/// thread that started the child, and threads of a pool come and go.
/// </summary>
public sealed class ProcessReaper : IAsyncDisposable
{
    /// <summary>Constant; nothing is ever put into it. Numbers come in on standard input.</summary>
    private const string Script = """
        if [ -n "$1" ] && command -v flock >/dev/null; then exec 9>"$1" && flock 9; fi
        groups=" "
        while read -r op id; do
          case "$op" in
            +) groups="$groups$id " ;;
            -) case "$groups" in *" $id "*) groups="${groups%% $id *} ${groups#* $id }" ;; esac ;;
          esac
        done
        for id in $groups; do kill -9 "-$id" 2>/dev/null || kill -9 "$id" 2>/dev/null; done
        exit 0
        """;

    private readonly Lock _gate = new();
    private readonly Process _helper;

    /// <summary>Starts the helper.</summary>
    /// <param name="lockFile">A file that it holds a lock on (flock(2)) until it has ended: until then, there may be processes.</param>
    public ProcessReaper(string? lockFile = null)
    {
        var start = new ProcessStartInfo("setsid")
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
            ArgumentList = { "/bin/sh", "-c", Script, "october-reaper", lockFile ?? "" },
        };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/bin:/bin";
        _helper = Process.Start(start) ?? throw new InvalidOperationException("The process reaper did not start.");
    }

    /// <summary>From now on the group is killed when this process ends.</summary>
    public void Add(int groupId) => Send('+', groupId);

    /// <summary>The group has ended.</summary>
    public void Remove(int groupId) => Send('-', groupId);

    /// <summary>Kills what is left, and ends the helper.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
            _helper.StandardInput.Close();
        await _helper.WaitForExitAsync();
        _helper.Dispose();
    }

    private void Send(char op, int groupId)
    {
        lock (_gate)
        {
            _helper.StandardInput.Write($"{op} {groupId}\n");
            _helper.StandardInput.Flush();
        }
    }
}
