using System.CommandLine;
using System.CommandLine.Help;
using October.Operator.Desired.Model;

namespace October.Operator;

/// <summary>
/// The operator's command line. An environment variable may stand for each option and is validated as the option is; an empty one counts as absent, and the
/// command line goes before it.
/// </summary>
internal static class OperatorCommand
{
    /// <summary>Exit code of settings that cannot be used, as that of api and worker.</summary>
    public const int BadUsage = 2;

    private static readonly Option<string?> Namespaces =
        SettingOption.Names("--namespace", "WATCH_NAMESPACE", "Look after these namespaces only: names separated by commas. Default: all.");

    private static readonly Option<string?> Elect =
        SettingOption.Switch("--leader-elect", "LEADER_ELECT", "Hold a Lease before acting, for more than one replica: true or false.");

    private static readonly Option<string?> LeaseNamespace =
        SettingOption.Namespace("--lease-namespace", "POD_NAMESPACE", "Namespace of the Lease. Default: october-system.");

    private static readonly Option<string?> Listen =
        SettingOption.Address("--listen", "LISTEN", "Where /healthz, /readyz and /metrics are served.", "http://0.0.0.0:8080");

    private static readonly Option<int> Workers =
        SettingOption.Number("--workers", "WORKERS", "Apps reconciled at the same time.", otherwise: 2, minimum: 1, maximum: 64);

    private static readonly Option<string?> Probe = SettingOption.Choice(
        "--probe",
        "PROBE",
        "How smoke probes reach the apps: direct, by address, or proxy, through the API server. Default: direct in a pod, else proxy.",
        null,
        "direct",
        "proxy");

    private static readonly Option<string?> Restrict = SettingOption.Choice(
        "--restrict",
        "RESTRICT",
        "What apps may not ask for, whoever wrote them: none; baseline (host access, identities of others, configuration snippets); "
            + "restricted (also Secrets, sidecars, root, load balancers, annotations of Ingress and Service).",
        "baseline",
        "none",
        "baseline",
        "restricted");

    private static readonly Option<string?> ServiceAccounts = SettingOption.Patterns(
        "--allow-service-accounts",
        "ALLOW_SERVICE_ACCOUNTS",
        "Service accounts that pods of apps may run as besides their own: names separated by commas; a trailing * matches the rest of a name. Default: none.");

    private static readonly Option<string?> Secrets = SettingOption.Patterns(
        "--allow-secrets",
        "ALLOW_SECRETS",
        "Secrets that apps may name under --restrict=restricted: names separated by commas; a trailing * matches the rest of a name. Default: none.");

    private static readonly Option<string?> Making = SettingOption.Choice(
        "--secrets",
        "SECRETS",
        "managed: make the Secrets that apps need; needs the right to all Secrets of the watched namespaces. named: make and watch none; an app must name "
            + "its Secret (spec.secretName) and its redis (spec.redis.external), and the operator be given get for that Secret.",
        "managed",
        "managed",
        "named");

    private static readonly Option<string?> Prometheus =
        SettingOption.Namespace("--prometheus-namespace", "PROMETHEUS_NAMESPACE", "Namespace of the Prometheus that may scrape apps. Default: any.");

    private static readonly Option<string?> Dns = SettingOption.Namespace(
        "--dns-namespace",
        "DNS_NAMESPACE",
        "Namespace of the cluster's DNS, the only one that apps may ask: kube-system, unless a node-local cache or a DNS on the host network answers them. "
            + "Default: any.");

    private static readonly (string Variable, Option Option)[] Settings =
    [
        ("WATCH_NAMESPACE", Namespaces),
        ("LEADER_ELECT", Elect),
        ("POD_NAMESPACE", LeaseNamespace),
        ("LISTEN", Listen),
        ("WORKERS", Workers),
        ("PROBE", Probe),
        ("RESTRICT", Restrict),
        ("ALLOW_SERVICE_ACCOUNTS", ServiceAccounts),
        ("ALLOW_SECRETS", Secrets),
        ("SECRETS", Making),
        ("PROMETHEUS_NAMESPACE", Prometheus),
        ("DNS_NAMESPACE", Dns),
    ];

    /// <summary>Runs the operator as the arguments and the environment say.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="environment">The value of a variable, or null.</param>
    /// <param name="error">Where it is said what cannot be used, in a line each.</param>
    /// <param name="run">Runs it with these options and this route of probes, null where none is set; returns the exit code.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> InvokeAsync(
        string[] args, Func<string, string?> environment, TextWriter error, Func<OperatorOptions, string?, Task<int>> run)
    {
        var command = new RootCommand(
            "october-operator: reconciles OctoberApp resources. Finds the cluster as kubectl does: in-cluster credentials, or KUBECONFIG. "
                + "The environment variable in brackets may be set in place of an option.");
        foreach (var (_, option) in Settings)
            command.Options.Add(option);
        command.SetAction((parsed, _) => run(Read(parsed, environment), parsed.GetValue(Probe)));
        var given = command.Parse(args);
        var parsed = given.Action is HelpAction ? given : command.Parse([.. args, .. FromEnvironment(given, environment)]);
        if (parsed.Errors.Count == 0)
            return await parsed.InvokeAsync();
        foreach (var wrong in parsed.Errors)
            await error.WriteLineAsync($"october-operator: {wrong.Message} See october-operator --help.");
        return BadUsage;
    }

    private static IEnumerable<string> FromEnvironment(ParseResult given, Func<string, string?> environment)
    {
        foreach (var (variable, option) in Settings)
        {
            if (given.GetResult(option) is null or { Implicit: true } && environment(variable) is { Length: > 0 } value)
                yield return $"{option.Name}={value}";
        }
    }

    private static OperatorOptions Read(ParseResult parsed, Func<string, string?> environment) => new()
    {
        Namespaces = [.. SettingOption.Items(parsed.GetValue(Namespaces)).Distinct()],
        PodNamespace = environment("POD_NAMESPACE") is { Length: > 0 } own ? own : null,
        LeaderElect = SettingOption.IsOn(parsed.GetValue(Elect)),
        LeaseNamespace = parsed.GetValue(LeaseNamespace) ?? "october-system",
        Listen = parsed.GetValue(Listen)!,
        Workers = parsed.GetValue(Workers),
        MakesSecrets = parsed.GetValue(Making) == "managed",
        PrometheusNamespace = parsed.GetValue(Prometheus),
        DnsNamespace = parsed.GetValue(Dns),
        Restrictions = new RestrictionPolicy(Enum.Parse<RestrictionLevel>(parsed.GetValue(Restrict)!, ignoreCase: true))
        {
            ServiceAccounts = [.. SettingOption.Items(parsed.GetValue(ServiceAccounts))],
            Secrets = [.. SettingOption.Items(parsed.GetValue(Secrets))],
        },
    };
}
