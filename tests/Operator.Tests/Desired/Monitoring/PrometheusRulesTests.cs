using System.Diagnostics;
using System.Text.RegularExpressions;
using October.Crd.Defaults;
using October.Crd.Schema;
using October.Crd.Spec;
using October.Operator.Decide.Rotation;
using October.Operator.Desired.Model;
using October.Testing;

namespace October.Operator.Desired.Monitoring;

public sealed partial class PrometheusRulesTests
{
    [Fact]
    public async Task Promtool_accepts_the_rules()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, CrdYaml.Write(Rule().Spec), TestContext.Current.CancellationToken);
            using var promtool = Process.Start(
                new ProcessStartInfo("promtool", ["check", "rules", file])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    UseShellExecute = false,
                })!;
            var output = await promtool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var errors = await promtool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await promtool.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(promtool.ExitCode == 0, output + errors);
            Assert.Contains("8 rules found", output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Every_metric_that_an_alert_asks_for_is_made_somewhere()
    {
        var sources = string.Concat(
            Directory.EnumerateFiles(RepositoryRoot.File("src"), "*.cs", SearchOption.AllDirectories)
                .Where(file => !file.EndsWith("PrometheusRules.cs", StringComparison.Ordinal)).Select(File.ReadAllText));
        var asked = Metric().Matches(Rule().Spec.ToJsonString()).Select(match => match.Value.Replace("_bucket", "", StringComparison.Ordinal)).ToHashSet();
        Assert.NotEmpty(asked);
        Assert.All(asked, name => Assert.Contains($"\"{name}\"", sources, StringComparison.Ordinal));
    }

    [Fact]
    public void A_backup_is_stale_when_the_schedules_longest_pause_and_two_hours_are_over()
    {
        Assert.Contains("> 93600", Rule().Spec.ToJsonString().Replace("\\u003E", ">", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("OctoberAppBackupStale", Rule(suspend: true).Spec.ToJsonString(), StringComparison.Ordinal);
    }

    private static V1PrometheusRule Rule(bool suspend = false) => PrometheusRules.Render(new DesiredInput
    {
        App = new AppIdentity("shops", "shop", "1"),
        Stable = new RenderedRevision("a", SpecDefaults.Resolve(BackedUp(suspend))),
        Cluster = new ClusterFacts { HasPrometheusRules = true },
        Passwords = new Passwords("x"),
        HasApiKey = false,
    })!;

    private static V1OctoberAppSpec BackedUp(bool suspend)
    {
        var spec = DesiredStateTests.Minimal();
        spec.Backup = new BackupSpec { Schedule = "17 3 * * *", Suspend = suspend };
        return spec;
    }

    [GeneratedRegex(
        @"\b(?:octoberapp|celery|controller_runtime)_[a-z_]+", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Metric();
}
