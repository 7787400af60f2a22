using October.Delivery.Pipelines;

namespace October.Delivery.SupplyChain;

/// <summary>Packages with known vulnerabilities.</summary>
public sealed class AuditTests : IDisposable
{
    private readonly Script _script = new();

    [Fact]
    public async Task A_vulnerable_package_is_a_warning_for_a_developer_and_an_error_in_CI()
    {
        await using var source = await VulnerabilitySource.StartAsync("cronos");
        using var project = new ScratchProject("Cronos");
        await File.WriteAllTextAsync(
            Path.Combine(project.Folder, "nuget.config"),
            $"""<configuration><auditSources><add key="here" value="{source.Url}" allowInsecureConnections="true" /></auditSources></configuration>""",
            TestContext.Current.CancellationToken);
        Assert.Contains("warning NU1903: Package 'Cronos'", (await project.RestoreAsync(ci: "")).Succeeds().Output, StringComparison.Ordinal);
        var refused = await project.RestoreAsync(ci: "true");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("error NU1903", refused.Output, StringComparison.Ordinal);
        Assert.Contains(VulnerabilitySource.Advisory, refused.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_audit_asks_the_source_that_packages_come_from_and_fails_where_it_fails()
    {
        _script.Put("dotnet", """
            case "$1" in
              nuget)
                printf '  %s\n' '1.  other [Enabled]' '    https://other.example.com/index.json'
                printf '  %s\n' '2.  nuget.org [Enabled]' '    https://packages.example.com/index.json'
                ;;
              restore)
                printf '%s\n' "CI=$CI" "$@" >"$STATE/restore"
                while [ $# -gt 0 ]; do [ "$1" != --configfile ] || cp "$2" "$STATE/config"; shift; done
                exit "$(cat "$STATE/code")"
                ;;
            esac
            """);
        _script.Write("code", "0");
        (await _script.RunAsync("audit", [])).Succeeds();
        Assert.Contains(
            """<auditSources><add key="nuget.org" value="https://packages.example.com/index.json" /></auditSources>""",
            Read("config"), StringComparison.Ordinal);
        Assert.DoesNotContain("other.example.com", Read("config"), StringComparison.Ordinal);
        Assert.Contains("CI=true", Read("restore"), StringComparison.Ordinal);
        Assert.Contains("--force", Read("restore"), StringComparison.Ordinal);
        _script.Write("code", "1");
        Assert.NotEqual(0, (await _script.RunAsync("audit", [])).ExitCode);
    }

    [Fact]
    public async Task Without_that_source_the_audit_fails()
    {
        _script.Put("dotnet", "printf 'Registered Sources:\\n  1.  nuget.org [Disabled]\\n      https://packages.example.com/index.json\\n'");
        var refused = await _script.RunAsync("audit", []);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("no package source named nuget.org is enabled", refused.Error, StringComparison.Ordinal);
    }

    private string Read(string name) => File.ReadAllText(Path.Combine(_script.Folder, name));

    public void Dispose() => _script.Dispose();
}
