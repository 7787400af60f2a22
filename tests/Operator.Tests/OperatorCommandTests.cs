using October.Operator.Desired.Model;

namespace October.Operator;

public sealed class OperatorCommandTests
{
    private readonly Dictionary<string, string> _environment = [];
    private readonly StringWriter _error = new();

    [Fact]
    public async Task Without_settings_it_is_as_the_help_says()
    {
        var settings = await RunAsync();
        Assert.Equal(Text((new OperatorOptions(), null)), Text(settings));
        Assert.Equal((RestrictionLevel.Baseline, null), (settings.Options!.Restrictions.Level, settings.Probe));
    }

    [Theory]
    [InlineData("WATCH_NAMESPACE", "--namespace", "b,a, b")]
    [InlineData("LEADER_ELECT", "--leader-elect", "false")]
    [InlineData("LEADER_ELECT", "--leader-elect", "0")]
    [InlineData("POD_NAMESPACE", "--lease-namespace", "elsewhere")]
    [InlineData("LISTEN", "--listen", "http://[::]:9000")]
    [InlineData("WORKERS", "--workers", "7")]
    [InlineData("PROBE", "--probe", "proxy")]
    [InlineData("RESTRICT", "--restrict", "restricted")]
    [InlineData("ALLOW_SERVICE_ACCOUNTS", "--allow-service-accounts", "builder,deploy-*")]
    [InlineData("ALLOW_SECRETS", "--allow-secrets", "*")]
    [InlineData("PROMETHEUS_NAMESPACE", "--prometheus-namespace", "monitoring")]
    [InlineData("DNS_NAMESPACE", "--dns-namespace", "kube-system")]
    public async Task A_variable_sets_what_its_option_sets(string variable, string option, string value)
    {
        var standard = Text(await RunAsync());
        var byOption = Text(await RunAsync($"{option}={value}"));
        _environment[variable] = value;
        Assert.NotEqual(standard, byOption);
        // The namespace of the Lease is also that of the pod, which no option says.
        Assert.Equal(byOption, Text(await RunAsync()).Replace("PodNamespace = elsewhere", "PodNamespace = ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("WATCH_NAMESPACE", "--namespace", "A_b", "must be names separated by commas, not \"A_b\"")]
    [InlineData("LEADER_ELECT", "--leader-elect", "False", "must be true or false, not \"False\"")]
    [InlineData("POD_NAMESPACE", "--lease-namespace", "a/b", "must be the name of a namespace, not \"a/b\"")]
    [InlineData("LISTEN", "--listen", "garbage", "must be an address such as http://0.0.0.0:8080, not \"garbage\"")]
    [InlineData("WORKERS", "--workers", "0", "must be a whole number from 1 to 64, not \"0\"")]
    [InlineData("WORKERS", "--workers", "two", "must be a whole number from 1 to 64, not \"two\"")]
    [InlineData("PROBE", "--probe", "service", "must be direct or proxy, not \"service\"")]
    [InlineData("RESTRICT", "--restrict", "Restricted", "must be none or baseline or restricted, not \"Restricted\"")]
    [InlineData("ALLOW_SECRETS", "--allow-secrets", "a*b", "must be names separated by commas, a * only at their ends, not \"a*b\"")]
    public async Task What_cannot_be_used_is_refused_wherever_it_is_set(string variable, string option, string value, string reason)
    {
        var expected = $"october-operator: {option} ({variable}) {reason}. See october-operator --help.\n";
        Assert.Null((await RunAsync($"{option}={value}")).Options);
        Assert.Equal(expected, _error.ToString());
        _error.GetStringBuilder().Clear();
        _environment[variable] = value;
        Assert.Null((await RunAsync()).Options);
        Assert.Equal(expected, _error.ToString());
    }

    [Fact]
    public async Task The_command_line_goes_before_the_environment_and_an_empty_variable_is_none()
    {
        (_environment["RESTRICT"], _environment["WORKERS"], _environment["PROBE"]) = ("nonsense", "3", "");
        var (options, probe) = await RunAsync("--restrict=none", "--leader-elect");
        Assert.Equal((RestrictionLevel.None, 3, true, null), (options!.Restrictions.Level, options.Workers, options.LeaderElect, probe));
    }

    [Fact]
    public async Task An_unknown_option_is_refused_in_a_line()
    {
        Assert.Null((await RunAsync("--namespaces=a")).Options);
        Assert.StartsWith("october-operator: Unrecognized command or argument '--namespaces=a'.", _error.ToString(), StringComparison.Ordinal);
    }

    private static string Text((OperatorOptions? Options, string? Probe) settings)
    {
        var (options, restrictions) = (settings.Options!, settings.Options!.Restrictions);
        return string.Join(
            ' ', [$"{options} {settings.Probe} {restrictions.Level}", .. options.Namespaces, .. restrictions.ServiceAccounts, .. restrictions.Secrets]);
    }

    /// <returns>No options where it was refused.</returns>
    private async Task<(OperatorOptions? Options, string? Probe)> RunAsync(params string[] args)
    {
        (OperatorOptions? Options, string? Probe) read = default;
        var code = await OperatorCommand.InvokeAsync(args, name => _environment.GetValueOrDefault(name), _error, (options, probe) =>
        {
            read = (options, probe);
            return Task.FromResult(0);
        });
        Assert.Equal(read.Options is null ? OperatorCommand.BadUsage : 0, code);
        return read;
    }
}
