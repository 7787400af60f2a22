using System.Diagnostics;
using System.Text.RegularExpressions;
using October.EndToEnd.Running;

namespace October.EndToEnd;

/// <summary>kubectl commands on pods and the node, with the real kubectl.</summary>
[Collection(nameof(CommandGroup))]
public sealed partial class NodeCommandTests(OctoberCluster october)
{
    [LocalFact("its node, its files and the shells in its pods")]
    public async Task Exec_carries_input_output_and_the_exit_code()
    {
        await october.ResetAsync();
        var result = await october.KubectlAsync(
            ["exec", "-i", "-n", "october", "deploy/october-api", "--", "sh", "-c", "cat; echo problem >&2; exit 3"], "hello");

        Assert.Equal(("hello", 3), (result.Output, result.ExitCode));
        Assert.Contains("problem", result.Error);
        Assert.Contains("command terminated with exit code 3", result.Error);
    }

    [LocalFact("its node, its files and the shells in its pods")]
    public async Task Port_forward_reaches_the_api_through_its_service()
    {
        await october.ResetAsync();
        var start = new ProcessStartInfo("kubectl") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["port-forward", "-n", "october", "svc/october-api", ":80"])
            start.ArgumentList.Add(argument);
        start.Environment["KUBECONFIG"] = october.Kubeconfig;
        using var forward = Process.Start(start)!;
        try
        {
            var line = await forward.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20));
            var port = LocalPort().Match(line ?? "").Groups["port"].Value;
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(10) };
            for (var i = 0; i < 20; i++)
                Assert.Equal("""{"status":"ok"}""", await http.GetStringAsync("/healthz"));
        }
        finally
        {
            forward.Kill();
        }
    }

    [LocalFact("its node, its files and the shells in its pods")]
    public async Task Top_prints_the_usage_of_pods_and_the_node()
    {
        await october.ResetAsync();
        var pods = await Eventually.BecomesAsync(
            () => october.KubectlAsync("top", "pod", "-n", "october", "--containers"),
            result => result.Output.Contains(" api ", StringComparison.Ordinal) && result.Output.Contains(" redis ", StringComparison.Ordinal),
            "usage of every pod");

        Assert.Matches("october-api-[a-z0-9]+-[a-z0-9]+ +api +[0-9]+m +[1-9][0-9]*Mi", pods.Output);
        Assert.Matches("october +[0-9]+m +[0-9]+% +[1-9][0-9]*Mi", await october.OutputAsync("top", "node"));
    }

    [LocalFact("its node, its files and the shells in its pods")]
    public async Task The_operator_runs_as_its_ServiceAccount_with_only_the_permissions_of_its_role()
    {
        var account = Path.Combine(october.Local.DataDirectory, "operator.kubeconfig");

        Assert.Contains("system:serviceaccount:october-system:october-operator", await october.OutputAsync("auth", "whoami", "--kubeconfig", account));
        Assert.Equal("yes", (await october.KubectlAsync("auth", "can-i", "list", "octoberapps.october.dev", "-A", "--kubeconfig", account)).Output.Trim());
        Assert.Equal("no", (await october.KubectlAsync("auth", "can-i", "delete", "secrets", "-A", "--kubeconfig", account)).Output.Trim());
        Assert.DoesNotContain("is forbidden", await File.ReadAllTextAsync(Path.Combine(october.Local.DataDirectory, "operator.log")));
    }

    [LocalFact("its node, its files and the shells in its pods")]
    public async Task A_created_token_authenticates_as_its_ServiceAccount()
    {
        var token = (await october.OutputAsync("create", "token", "default", "-n", "october")).Trim();
        var file = Path.Combine(october.Local.DataDirectory, "token.kubeconfig");
        var text = await File.ReadAllTextAsync(october.Kubeconfig);
        await File.WriteAllTextAsync(file, AdministratorToken().Replace(text, $"token: {token}"));

        Assert.Contains("system:serviceaccount:october:default", await october.OutputAsync("auth", "whoami", "--kubeconfig", file));
        var refused = await october.KubectlAsync("get", "pods", "-n", "october", "--kubeconfig", file);
        Assert.Contains("User \"system:serviceaccount:october:default\" cannot list resource \"pods\"", refused.Error);
    }

    [LocalFact("its node, its files and the shells in its pods")]
    public async Task A_StatefulSet_rolls_out_and_back_and_a_drain_respects_its_budget()
    {
        (await october.KubectlAsync(["apply", "-f", "-"], """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: store}
            spec:
              serviceName: store
              replicas: 2
              selector: {matchLabels: {app: store}}
              template:
                metadata: {labels: {app: store}}
                spec:
                  terminationGracePeriodSeconds: 2
                  containers:
                  - name: redis
                    image: redis:7-alpine
                    args: [--port, "6390", --dir, /data]
                    volumeMounts: [{name: data, mountPath: /data}]
              volumeClaimTemplates:
              - metadata: {name: data}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
            ---
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: {name: store}
            spec: {minAvailable: 2, selector: {matchLabels: {app: store}}}
            """)).Succeeds();
        try
        {
            Assert.Contains("roll out complete", await october.OutputAsync("rollout", "status", "sts/store", "--timeout=60s"));
            await october.OutputAsync("patch", "sts", "store", "-p", """{"spec":{"template":{"metadata":{"annotations":{"release":"2"}}}}}""");
            await october.OutputAsync("rollout", "status", "sts/store", "--timeout=60s");
            await october.OutputAsync("rollout", "undo", "sts/store");
            await october.OutputAsync("rollout", "status", "sts/store", "--timeout=60s");
            Assert.Equal(
                ["2", "3"],
                (await october.OutputAsync("get", "controllerrevisions", "-l", "app=store", "-o", "jsonpath={.items[*].revision}")).Split(' ').Order());

            var blocked = await october.KubectlAsync("drain", "october", "--pod-selector=app=store", "--delete-emptydir-data", "--timeout=3s");
            Assert.NotEqual(0, blocked.ExitCode);
            Assert.Contains("Cannot evict pod as it would violate the pod's disruption budget", blocked.Error);
            await october.OutputAsync("delete", "pdb", "store");
            await october.OutputAsync("drain", "october", "--pod-selector=app=store", "--delete-emptydir-data", "--timeout=30s");
        }
        finally
        {
            await october.KubectlAsync("uncordon", "october");
            await october.KubectlAsync("delete", "sts,pdb", "store", "--ignore-not-found");
            await october.KubectlAsync("delete", "pvc", "-l", "app=store");
        }
    }

    [LocalFact("its node, its files and the shells in its pods")]
    public async Task Netpol_prints_allowed_and_denied_connections()
    {
        await october.ResetAsync();
        var result = await LocalOctober.OctoberAsync(["netpol", "-n", "october", "--kubeconfig", october.Kubeconfig], environment: null);

        Assert.Matches("october/october-api-[a-z0-9-]+ +october/october-redis-[a-z0-9-]+ +6379/TCP +allowed", result.Output);
        Assert.Matches("october/october-redis-[a-z0-9-]+ +october/october-api-[a-z0-9-]+ +8000/TCP +denied", result.Output);
        Assert.Equal(3, result.ExitCode);
    }

    [GeneratedRegex("127\\.0\\.0\\.1:(?<port>[0-9]+) ->", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LocalPort();

    [GeneratedRegex("token: .*", RegexOptions.None, 1000)]
    private static partial Regex AdministratorToken();
}
