using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Streaming;
using October.LocalCluster.ControllerRuntime;
using October.LocalCluster.Node.OperatingSystem;

namespace October.LocalCluster.Host;

/// <summary>Pods with real processes, from the outside.</summary>
public sealed class ProcessNodeTests
{
    [Fact]
    public async Task A_crashing_container_backs_off_and_says_so()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DeployAsync("web", "false:v1");
        var pod = Assert.Single(await cluster.UntilPodsAsync("web", p => p.Count == 1 && State(p[0]).StringAt("waiting", "reason") == "CrashLoopBackOff"));
        var status = pod.ArrayAt("status", "containerStatuses")![0];
        Assert.Equal(1, status.LongAt("restartCount"));
        Assert.Equal((1, "Error"), ((int)status.LongAt("lastState", "terminated", "exitCode")!, status.StringAt("lastState", "terminated", "reason")));
        Assert.Contains("back-off 10s restarting failed container=main", status.StringAt("state", "waiting", "message"));
        await TestCluster.AwaitAsync(async () => (await cluster.EventsAsync("BackOff")).Count > 0, () => "no BackOff event");
    }

    [Fact]
    public async Task A_container_that_takes_more_memory_than_its_limit_is_OOMKilled()
    {
        await using var cluster = await TestCluster.StartAsync();
        var node = (await cluster.Client.ListAsync(ResourceTypes.Nodes, null, cancellationToken: TestContext.Current.CancellationToken)).Items[0];
        var limits = node.ArrayAt("status", "conditions").Objects().First(c => c.StringAt("type") == "ResourceLimitsEnforced");
        Assert.SkipUnless(limits.StringAt("status") == "True", limits.StringAt("message")!);
        await cluster.DeployAsync("web", "sleep:v1", more: """
            command:
                    - dd
                    - if=/dev/zero
                    - of=/dev/null
                    - bs=200M
                    resources:
                      limits:
                        memory: 24Mi
            """);
        var pod = Assert.Single(await cluster.UntilPodsAsync("web", p => p.Count == 1 && p[0].Restarts() >= 1));
        var last = pod.ArrayAt("status", "containerStatuses")![0].ObjectAt("lastState", "terminated");
        Assert.Equal((137, "OOMKilled"), ((int)last.LongAt("exitCode")!, last.StringAt("reason")));
    }

    [Fact]
    public async Task A_container_is_limited_from_its_first_moment()
    {
        await using var cluster = await TestCluster.StartAsync();
        var node = (await cluster.Client.ListAsync(ResourceTypes.Nodes, null, cancellationToken: TestContext.Current.CancellationToken)).Items[0];
        var limits = node.ArrayAt("status", "conditions").Objects().First(c => c.StringAt("type") == "ResourceLimitsEnforced");
        Assert.SkipUnless(limits.StringAt("status") == "True", limits.StringAt("message")!);
        await cluster.CreateAsync(ResourceTypes.Pods, """
            apiVersion: v1
            kind: Pod
            metadata:
              name: p
            spec:
              restartPolicy: Never
              containers:
              - name: main
                image: sleep:v1
                command: [sh, -c, "cat /proc/self/cgroup; sleep 1; echo; cat /proc/self/cgroup"]
                resources:
                  limits:
                    memory: 24Mi
            """);
        await cluster.UntilAsync(ResourceTypes.Pods, "p", p => p.StringAt("status", "phase") == "Succeeded");
        var log = (await cluster.LogAsync("p", new LogOptions())).Split("\n\n");
        Assert.Equal(log[1].TrimEnd(), log[0]);
    }

    [Fact]
    public async Task As_root_a_container_runs_as_the_user_that_it_names_and_reads_its_Secrets_and_writes_its_volumes()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.CreateAsync(ResourceTypes.Secrets, """
            apiVersion: v1
            kind: Secret
            metadata:
              name: word
            data:
              word: b3Blbg==
            """);
        await cluster.CreateAsync(ResourceTypes.Pods, """
            apiVersion: v1
            kind: Pod
            metadata:
              name: p
            spec:
              restartPolicy: Never
              securityContext:
                runAsNonRoot: true
                runAsUser: 10123
                runAsGroup: 10124
                fsGroup: 10125
              containers:
                - name: main
                  image: "true:v1"
                  command:
                    - sh
                    - -c
                    - |
                      echo "$(id -u) $(id -g) $(id -G)"
                      cat /secret/word
                      echo
                      touch /data/mine && ls -ln /data | grep -c mine
                      kill -0 1 2> /dev/null && echo over others || echo not over others
                  volumeMounts:
                    - name: secret
                      mountPath: /secret
                    - name: data
                      mountPath: /data
              volumes:
                - name: secret
                  secret:
                    secretName: word
                - name: data
                  emptyDir: {}
            """);
        await cluster.UntilAsync(ResourceTypes.Pods, "p", pod => pod.StringAt("status", "phase") == "Succeeded");
        var lines = (await cluster.LogAsync("p", new LogOptions())).Split('\n');
        // Who is not root cannot run processes as others.
        if (OtherUsers.ArePossible)
            Assert.Equal(("10123 10124 10124 10125", "not over others"), (lines[0], lines[3]));
        Assert.Equal(("open", "1"), (lines[1], lines[2]));
    }

    [Fact]
    public async Task A_container_that_would_break_its_own_policy_waits_with_the_kubelets_reason()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DeployAsync("web", "web:v1", more: """
            securityContext:
                      runAsNonRoot: true
                      runAsUser: 0
            """);
        var pod = Assert.Single(
            await cluster.UntilPodsAsync("web", p => p.Count == 1 && State(p[0]).StringAt("waiting", "reason") == "CreateContainerConfigError"));
        Assert.StartsWith("container's runAsUser breaks non-root policy (pod: ", State(pod).StringAt("waiting", "message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_image_cannot_be_pulled()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DeployAsync("web", "nobody:v7");
        await cluster.UntilPodsAsync("web", p => p.Count == 1 && State(p[0]).StringAt("waiting", "reason") == "ImagePullBackOff");
        await TestCluster.AwaitAsync(async () => (await cluster.EventsAsync("Failed")).Count == 3, () => "not three Failed events");
    }

    [Fact]
    public async Task A_missing_config_map_holds_the_container_until_it_is_there()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DeployAsync(
            "web",
            "web:v1",
            more: "envFrom: [{configMapRef: {name: late}}]".Replace("[{configMapRef: {name: late}}]", "\n        - configMapRef:\n            name: late"));
        await cluster.UntilPodsAsync("web", p => p.Count == 1 && State(p[0]).StringAt("waiting", "reason") == "CreateContainerConfigError");
        await cluster.CreateAsync(ResourceTypes.ConfigMaps, """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: late
            data:
              GREETING: hello
            """);
        var pod = Assert.Single(await cluster.UntilPodsAsync("web", p => p.Count == 1 && p[0].IsReady()));
        await TestCluster.AwaitAsync(() => Listens(pod), () => "does not listen");
        Assert.Equal("hello", await GetAsync(pod, "/env/GREETING"));
    }

    [Fact]
    public async Task A_process_that_is_killed_comes_back_in_the_same_pod()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DeployAsync("web", "web:v1");
        var pod = Assert.Single(await cluster.UntilPodsAsync("web", p => p.Count == 1 && p[0].IsReady()));
        await TestCluster.AwaitAsync(() => Listens(pod), () => "does not listen");
        var id = pod.ArrayAt("status", "containerStatuses")![0].StringAt("containerID")!;
        var process = System.Diagnostics.Process.GetProcessById(int.Parse(id["process://".Length..id.IndexOf('-')]));
        process.Kill();
        var again = Assert.Single(await cluster.UntilPodsAsync("web", p => p.Count == 1 && p[0].Restarts() == 1 && p[0].IsReady()));
        Assert.Equal(pod.Uid(), again.Uid());
        Assert.Equal(137, again.ArrayAt("status", "containerStatuses")![0].LongAt("lastState", "terminated", "exitCode"));
        Assert.Contains("listening", await cluster.LogAsync(pod.Name(), new LogOptions(Previous: true)));
    }

    [Fact]
    public async Task Failing_liveness_restarts_the_container()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DeployAsync("web", "web:v1", more: """
            livenessProbe:
                      httpGet:
                        path: /fail
                        port: http
                      periodSeconds: 1
                      failureThreshold: 2
            """);
        await cluster.UntilPodsAsync("web", p => p.Count == 1 && p[0].Restarts() >= 1);
        await TestCluster.AwaitAsync(
            async () => (await cluster.EventsAsync("Killing")).Any(e => e.StringAt("message") == "Container main failed liveness probe, will be restarted"),
            () => "no Killing event");
    }

    [Fact]
    public async Task A_container_that_ignores_the_request_to_end_is_killed_after_its_grace()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DeployAsync("web", "stubborn:v1", grace: 1);
        var pod = Assert.Single(await cluster.UntilPodsAsync("web", p => p.Count == 1 && p[0].IsReady()));
        await cluster.Client.PatchAsync(
            ResourceTypes.Deployments,
            "default",
            "web",
            new JsonObject { ["spec"] = new JsonObject { ["replicas"] = 0 } },
            cancellationToken: TestContext.Current.CancellationToken);
        await cluster.UntilAsync(ResourceTypes.Pods, pod.Name(), p => p is null);
        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(pod, "/"));
    }

    [Fact]
    public async Task Volumes_and_fields_reach_the_process()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.CreateAsync(ResourceTypes.Secrets, """
            apiVersion: v1
            kind: Secret
            metadata:
              name: keys
            data:
              password: c2VjcmV0
            """);
        await cluster.CreateAsync(ResourceTypes.Pods, """
            apiVersion: v1
            kind: Pod
            metadata:
              name: one
              labels:
                app: one
            spec:
              restartPolicy: OnFailure
              initContainers:
              - name: setup
                image: true:v1
              containers:
              - name: main
                image: web:v1
                ports:
                - name: http
                  containerPort: 8000
                env:
                - name: IP
                  valueFrom:
                    fieldRef:
                      fieldPath: status.podIP
                - name: SELF
                  value: http://$(IP):8000
                - name: FILE
                  value: /etc/keys/password
                - name: KEY
                  valueFrom:
                    secretKeyRef:
                      name: keys
                      key: password
                volumeMounts:
                - name: keys
                  mountPath: /etc/keys
              volumes:
              - name: keys
                secret:
                  secretName: keys
            """);
        var pod = Assert.Single(await cluster.UntilPodsAsync("one", p => p.Count == 1 && p[0].IsReady()));
        await TestCluster.AwaitAsync(() => Listens(pod), () => "does not listen");
        Assert.Equal($"http://{pod.StringAt("status", "podIP")}:8000", await GetAsync(pod, "/env/SELF"));
        Assert.Equal("secret", await GetAsync(pod, "/env/KEY"));
        var file = await GetAsync(pod, "/env/FILE");
        Assert.Equal("secret", await GetAsync(pod, $"/file?{file}"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task Logs_can_be_followed_tailed_and_stamped()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DeployAsync(
            "web",
            "web:v1",
            more: "readinessProbe: {httpGet: {path: /, port: http}, periodSeconds: 1}".Replace(
                "{httpGet: {path: /, port: http}, periodSeconds: 1}",
                "\n          httpGet:\n            path: /\n            port: http\n          periodSeconds: 1"));
        var pod = Assert.Single(await cluster.UntilPodsAsync("web", p => p.Count == 1 && p[0].IsReady()));
        Assert.Matches("^20.*Z (ready|listening on .*)\n$", await cluster.LogAsync(pod.Name(), new LogOptions(TailLines: 1, Timestamps: true)));
        var follow = cluster.LogAsync(pod.Name(), new LogOptions(Follow: true));
        await cluster.Client.DeleteAsync(ResourceTypes.Deployments, "default", "web", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Contains("ending", await follow);
    }

    private static JsonNode? State(JsonObject pod) => pod.ArrayAt("status", "containerStatuses")?[0]?["state"];

    private static async Task<bool> Listens(JsonObject pod)
    {
        try
        {
            await GetAsync(pod, "/");
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<string> GetAsync(JsonObject pod, string path)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync($"http://{pod.StringAt("status", "podIP")}:8000{path}", TestContext.Current.CancellationToken);
    }
}
