using System.Diagnostics;
using System.Globalization;

namespace October.Operator.Desired.Redis;

/// <summary>The Job's script with real redis: it dies after each of its lines, runs again, and the data is either the old or the backup's, whole.</summary>
public sealed class RestoreScriptTests : IDisposable
{
    private const string Backup = "dump-20260101T000000Z.rdb";
    private readonly string _folder = Directory.CreateTempSubdirectory("october-restore-").FullName;

    private string Data => Path.Combine(_folder, "data");

    private string Backups => Path.Combine(_folder, "backups");

    [Fact]
    public async Task The_data_is_the_backups_again_and_what_was_there_is_kept_aside()
    {
        await PrepareAsync();
        var (code, output) = await RestoreAsync(RestoreJob.Script, "latest");
        Assert.True(code == 0, output);
        Assert.EndsWith($"october-restore name={Backup} keys=2\n", output, StringComparison.Ordinal);
        Assert.Equal("backed up,also,nil", await ReadAsync());
        Assert.True(Directory.Exists(Path.Combine(Data, "before-restore-r1", "appendonlydir")));

        // The same request again changes nothing, and says the same.
        await SetAsync("a", "later");
        Assert.Equal((0, $"october-restore name={Backup} keys=2\n"), await RestoreAsync(RestoreJob.Script, "latest"));
        Assert.Equal("later,also,nil", await ReadAsync());
    }

    [Fact]
    public async Task A_backup_that_is_missing_or_broken_leaves_everything_as_it_is()
    {
        await PrepareAsync();
        var (code, output) = await RestoreAsync(RestoreJob.Script, "dump-1.rdb");
        Assert.Equal((1, "there is no backup dump-1.rdb\n"), (code, output));
        await File.WriteAllBytesAsync(
            Path.Combine(Backups, "dump-2.rdb"),
            (await File.ReadAllBytesAsync(Path.Combine(Backups, Backup), TestContext.Current.CancellationToken))[..50],
            TestContext.Current.CancellationToken);
        Assert.NotEqual(0, (await RestoreAsync(RestoreJob.Script, "dump-2.rdb")).Code);
        Assert.Equal("new,also,new", await ReadAsync());
    }

    [Fact]
    public async Task A_death_after_any_line_is_made_good_by_running_it_again()
    {
        var lines = RestoreJob.Script.Split('\n');
        await PrepareAsync();
        var original = Path.Combine(_folder, "original");
        Copy(Data, original);
        var deaths = 0;
        var touching = Array.FindIndex(lines, text => text.EndsWith(" EXIT", StringComparison.Ordinal));
        // From where files begin to move: what is before it works in a folder of its own, which the next run throws away.
        for (var line = Array.FindIndex(lines, text => text.Contains(": > ready", StringComparison.Ordinal)); line < lines.Length; line++)
        {
            if (lines[line].TrimStart() is "fi" or "cd .." || lines[line].EndsWith("then", StringComparison.Ordinal))
                continue;
            Directory.Delete(Data, recursive: true);
            Copy(original, Data);
            var dying = string.Join('\n', [.. lines[..(line + 1)], "exit 99", .. lines[(line + 1)..]]);
            Assert.Equal(line < touching ? 99 : RestoreJob.FailedInReplacing, (await RestoreAsync(dying, Backup)).Code);
            var (code, output) = await RestoreAsync(RestoreJob.Script, Backup);
            Assert.True(code == 0, $"after line {line}: {lines[line]}\n{output}");
            Assert.Equal("backed up,also,nil", await ReadAsync());
            deaths++;
        }

        Assert.InRange(deaths, 8, 20);
    }

    [Fact]
    public async Task What_a_restore_moved_that_died_before_it_had_replaced_it_is_kept_by_the_next_one()
    {
        await PrepareAsync();
        Directory.CreateDirectory(Path.Combine(Data, "before-restore-r0"));
        Directory.Move(Path.Combine(Data, "appendonlydir"), Path.Combine(Data, "before-restore-r0", "appendonlydir"));
        await SetAsync("a", "begun");
        Assert.Equal(0, (await RestoreAsync(RestoreJob.Script, Backup)).Code);
        Assert.Equal("backed up,also,nil", await ReadAsync());
        Assert.True(Directory.Exists(Path.Combine(Data, "before-restore-r0", "appendonlydir")));
    }

    [Fact]
    public async Task A_redis_that_has_started_meanwhile_keeps_its_files()
    {
        await PrepareAsync();
        var lines = RestoreJob.Script.Split('\n');
        var moved = Array.FindIndex(lines, text => text.Contains(": > \"$old/moved\"", StringComparison.Ordinal));
        await RestoreAsync(string.Join('\n', [.. lines[..(moved + 1)], "exit 1", .. lines[(moved + 1)..]]), Backup);
        await SetAsync("a", "begun");
        var (code, output) = await RestoreAsync(RestoreJob.Script, Backup);
        Assert.Equal((RestoreJob.FailedInReplacing, "replacing the data\nappendonlydir is there again\n"), (code, output));
        Assert.Equal("begun,nil,nil", await ReadAsync());
    }

    [Theory]
    [InlineData("mkdir \"$new\"", 143, "preparing the new data from " + Backup + "\n")]
    [InlineData("mkdir -p \"$old\"", 0, null)]
    public async Task It_ends_at_once_when_it_is_told_to_but_not_while_it_replaces_the_data(string line, int code, string? output)
    {
        await PrepareAsync();
        var told = await RestoreAsync(RestoreJob.Script.Replace(line, $"kill $$; {line}", StringComparison.Ordinal), Backup);
        Assert.Equal((code, output ?? told.Output), told);
        Assert.Equal(code == 0 ? "backed up,also,nil" : "new,also,new", await ReadAsync());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task PrepareAsync()
    {
        Directory.CreateDirectory(Data);
        Directory.CreateDirectory(Backups);
        await WithRedisAsync(
            "redis-cli -s redis.sock mset a 'backed up' b also; redis-cli -s redis.sock --rdb ../backups/"
                + Backup
                + "; redis-cli -s redis.sock mset a new z new");
    }

    private Task<string> SetAsync(string key, string value) => WithRedisAsync($"redis-cli -s redis.sock set {key} {value}");

    private async Task<string> ReadAsync()
    {
        var values = await WithRedisAsync("for key in a b z; do echo \"value=$(redis-cli -s redis.sock get $key)\"; done");
        return string.Join(
            ',',
            values
                .Split('\n')
                .Where(line => line.StartsWith("value=", StringComparison.Ordinal))
                .Select(line => line is "value=" ? "nil" : line["value=".Length..]));
    }

    /// <summary>As the app's redis runs: with an append-only file.</summary>
    private async Task<string> WithRedisAsync(string commands)
    {
        var (code, output) = await ShellAsync($$"""
            cd "$DATA_FOLDER"
            redis-server --dir . --appendonly yes --port 0 --unixsocket redis.sock > ../log 2>&1 &
            until [ "$(redis-cli -s redis.sock ping 2> /dev/null)" = PONG ]; do sleep 0.02; done
            {{commands}}
            redis-cli -s redis.sock shutdown nosave
            wait
            rm -f redis.sock
            """, new Dictionary<string, string> { ["DATA_FOLDER"] = Data });
        Assert.True(code == 0, output);
        return output;
    }

    private Task<(int Code, string Output)> RestoreAsync(string script, string backup) => ShellAsync(script, new Dictionary<string, string>
    {
        ["DATA_FOLDER"] = Data,
        ["BACKUP_FOLDER"] = Backups,
        ["BACKUP_NAME"] = backup,
        ["RESTORE_ID"] = "r1",
    });

    private static async Task<(int Code, string Output)> ShellAsync(string script, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("sh", ["-euc", script]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var shell = Process.Start(start)!;
        var errors = shell.StandardError.ReadToEndAsync(limit.Token);
        var output = await shell.StandardOutput.ReadToEndAsync(limit.Token);
        await errors;
        await shell.WaitForExitAsync(limit.Token);
        return (
            shell.ExitCode,
            string.Join("", output.Split('\n').Where(line => line is not ("OK" or "")).Select(line => string.Create(CultureInfo.InvariantCulture, $"{line}\n")))
        );
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var directory in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(directory.Replace(from, to, StringComparison.Ordinal));
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, file.Replace(from, to, StringComparison.Ordinal));
    }
}
