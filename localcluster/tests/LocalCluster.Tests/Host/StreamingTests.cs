using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using k8s;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Host;

/// <summary>exec, attach and port-forward over the wire, with an official client library; kubectl itself is in the end-to-end tests.</summary>
public sealed class StreamingTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_gets_its_input_and_tells_output_error_output_and_exit_code()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with { ApiPort = 0 });
        var pod = await RunningAsync(cluster, "sleep:v1");
        using var client = Client(cluster);
        string[] command = ["sh", "-c", "read line; echo \"out $line $GREETING\"; echo err >&2; exit 7"];
        using var socket = await client.WebSocketNamespacedPodExecAsync(
            pod.Name(), "default", command, "main", stderr: true, stdin: true, stdout: true, tty: false, cancellationToken: Token);
        using var demuxer = new StreamDemuxer(socket);
        var (output, error, status) = (
            demuxer.GetStream(ChannelIndex.StdOut, ChannelIndex.StdIn),
            demuxer.GetStream(ChannelIndex.StdErr, null),
            demuxer.GetStream(ChannelIndex.Error, null));
        demuxer.Start();
        await output.WriteAsync("hello\n"u8.ToArray(), Token);

        Assert.Equal("out hello hi\n", await ReadAsync(output));
        Assert.Equal("err\n", await ReadAsync(error));
        Assert.Equal("7", JsonNode.Parse(await ReadAsync(status)).ArrayAt("details", "causes")![0].StringAt("message"));
    }

    [Fact]
    public async Task A_terminal_is_one_and_can_be_resized()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with { ApiPort = 0 });
        var pod = await RunningAsync(cluster, "sleep:v1");
        using var client = Client(cluster);
        string[] command = ["sh", "-c", "test -t 0 && test -t 1 && echo yes; read go; stty size"];
        using var socket = await client.WebSocketNamespacedPodExecAsync(
            pod.Name(), "default", command, "main", stderr: false, stdin: true, stdout: true, tty: true, cancellationToken: Token);
        await socket.SendAsync("\u0004{\"Width\":101,\"Height\":33}"u8.ToArray(), WebSocketMessageType.Binary, true, Token);
        var text = await ReadUntilAsync(socket, "yes");
        Assert.Contains("yes", text);
        await socket.SendAsync("\0go\n"u8.ToArray(), WebSocketMessageType.Binary, true, Token);

        Assert.Contains("33 101", await ReadUntilAsync(socket, "33 101"));
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_told_as_an_error_not_as_an_exit_code()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with { ApiPort = 0 });
        var pod = await RunningAsync(cluster, "sleep:v1");
        using var client = Client(cluster);
        using var socket = await client.WebSocketNamespacedPodExecAsync(
            pod.Name(), "default", ["no-such-program"], "main", stderr: true, stdin: false, stdout: true, tty: false, cancellationToken: Token);

        Assert.Contains("executable file not found in $PATH", await ReadUntilAsync(socket, "$PATH"));
    }

    [Fact]
    public async Task Port_forwarding_over_websocket_channels_reaches_the_program_of_the_pod()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with { ApiPort = 0 });
        await cluster.DeployAsync("web", "web:v1", more: "readinessProbe: {httpGet: {path: /, port: http}, periodSeconds: 1}");
        await cluster.UntilReadyAsync("web");
        var pod = Assert.Single(await cluster.UntilPodsAsync("web", p => p.Count == 1));
        using var client = Client(cluster);
        using var socket = await client.WebSocketNamespacedPodPortForwardAsync(pod.Name(), "default", [8000], "v4.channel.k8s.io", cancellationToken: Token);
        using var demuxer = new StreamDemuxer(socket, StreamType.PortForward);
        var (stream, problem) = (demuxer.GetStream((byte?)0, (byte?)0), demuxer.GetStream((byte?)1, null));
        demuxer.Start();
        await stream.WriteAsync(Encoding.ASCII.GetBytes("GET /name HTTP/1.0\r\n\r\n"), Token);

        var answer = (await ReadAsync(stream)).Trim();
        Assert.True(answer.EndsWith(pod.Name(), StringComparison.Ordinal), $"got \"{answer}\", and the error \"{await ReadAsync(problem)}\"");
    }

    [Fact]
    public async Task Kubectl_attach_speaks_with_the_program_that_runs_and_ends_with_it()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with { ApiPort = 0 });
        await cluster.CreateAsync(ResourceTypes.Pods, """
            metadata:
              name: p
            spec:
              restartPolicy: Never
              terminationGracePeriodSeconds: 1
              containers:
              - name: main
                image: sleep:v1
                stdin: true
                command: ["sh", "-c", "while read line; do echo \"got $line\"; test \"$line\" = end && exit 0; done"]
            """);
        await cluster.UntilAsync(ResourceTypes.Pods, "p", p => p.StringAt("status", "phase") == "Running");
        var (exit, output, error) = await cluster.KubectlAsync(["attach", "-i", "p"], "hello\nend\n");

        Assert.Equal((0, "got hello\ngot end\n"), (exit, output));
        Assert.DoesNotContain("error", error, StringComparison.OrdinalIgnoreCase);
        await cluster.UntilAsync(ResourceTypes.Pods, "p", p => p.StringAt("status", "phase") == "Succeeded");
    }

    [Fact]
    public async Task A_request_without_an_upgrade_says_that_it_needs_one()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with { ApiPort = 0 });
        var pod = await RunningAsync(cluster, "sleep:v1");
        using var client = Client(cluster);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(client.BaseUri, $"api/v1/namespaces/default/pods/{pod.Name()}/exec?command=true"));
        await client.Credentials.ProcessHttpRequestAsync(request, Token);
        using var response = await client.HttpClient.SendAsync(request, Token);

        Assert.Equal(
            (400, "Upgrade request required"), ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Token)).StringAt("message")));
    }

    private static async Task<JsonObject> RunningAsync(TestCluster cluster, string image)
    {
        await cluster.CreateAsync(ResourceTypes.Pods, $"""
            metadata:
              name: p
            spec:
              terminationGracePeriodSeconds: 1
              containers:
              - name: main
                image: {image}
                env:
                - name: GREETING
                  value: hi
            """);
        return (await cluster.UntilAsync(ResourceTypes.Pods, "p", p => p.StringAt("status", "phase") == "Running"))!;
    }

    private static Kubernetes Client(TestCluster cluster)
    {
        using var kubeconfig = new MemoryStream(Encoding.UTF8.GetBytes(cluster.Host.Kubeconfig));
        return new Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));
    }

    private static async Task<string> ReadAsync(Stream stream)
    {
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Token).WaitAsync(TimeSpan.FromSeconds(20), Token);
    }

    private static async Task<string> ReadUntilAsync(WebSocket socket, string wanted)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(TimeSpan.FromSeconds(20));
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().Contains(wanted, StringComparison.Ordinal))
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), deadline.Token);
            if (part.MessageType == WebSocketMessageType.Close)
                break;
            text.Append(Encoding.UTF8.GetString(buffer, 1, Math.Max(0, part.Count - 1)));
        }

        return text.ToString();
    }
}
