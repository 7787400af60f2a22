using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using k8s;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Host;

/// <summary>Programs of pods behind the API server: <c>pods/NAME/proxy</c> and <c>services/NAME/proxy</c>.</summary>
public sealed class ProxyTests
{
    private const string Pods = "/api/v1/namespaces/default/pods/";
    private const string Services = "/api/v1/namespaces/default/services/";
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kubectl_reads_what_a_pod_and_a_service_answer()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with { ApiPort = 0 });
        var pod = await ServedAsync(cluster);

        Assert.All(
            await Task.WhenAll(
                cluster.KubectlAsync(["get", "--raw", $"{Pods}{pod}:8000/proxy/name"]),
                cluster.KubectlAsync(["get", "--raw", $"{Pods}{pod}/proxy/name"]),
                cluster.KubectlAsync(["get", "--raw", $"{Services}web:80/proxy/name"]),
                cluster.KubectlAsync(["get", "--raw", $"{Services}web:http/proxy/name"]),
                cluster.KubectlAsync(["get", "--raw", $"{Services}http:web:http/proxy/name"])),
            answer => Assert.Equal((0, pod, ""), answer));
        Assert.Equal(
            (1, "", "Error from server (ServiceUnavailable): no service port 81 found for service \"web\"\n"),
            await cluster.KubectlAsync(["get", "--raw", $"{Services}web:81/proxy/name"]));
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "a body")]
    [InlineData("PUT", "a body")]
    [InlineData("PATCH", "a body")]
    [InlineData("DELETE", "")]
    public async Task Every_method_passes_with_its_query_and_body_and_without_the_callers_credentials(string method, string body)
    {
        await using var cluster = await TestCluster.StartAsync(o => o with { ApiPort = 0 });
        var pod = await ServedAsync(cluster);
        using var client = Client(cluster.Host.Kubeconfig);
        using var response = await SendAsync(client, method, $"{Pods}{pod}:8000/proxy/echo?a=1&b=x%20y", body);

        Assert.Equal($"{method} ?a=1&b=x%20y  {Pods}{pod}:8000/proxy/echo {body}", await response.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task A_body_larger_than_any_object_passes()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with { ApiPort = 0 });
        var pod = await ServedAsync(cluster);
        using var client = Client(cluster.Host.Kubeconfig);
        using var response = await SendAsync(client, "POST", $"{Pods}{pod}:8000/proxy/echo", new string('x', 5_000_000));

        Assert.EndsWith("xxx", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task The_links_of_a_page_stay_below_the_proxy()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with { ApiPort = 0 });
        var pod = await ServedAsync(cluster);
        using var client = Client(cluster.Host.Kubeconfig);
        using var page = await SendAsync(client, "GET", $"{Pods}{pod}:8000/proxy/page");

        Assert.Equal($"<a href=\"{Pods}{pod}:8000/proxy/name\">Größe</a>", await page.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task A_header_that_is_not_ASCII_passes_both_ways()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with { ApiPort = 0 });
        var pod = await ServedAsync(cluster);
        Assert.Equal("Größe", await HeaderText.EchoAsync(new Uri($"{cluster.Host.ApiUrl}{Pods}{pod}:8000/proxy/header"), "Größe", cluster.Host.Server.Token));
    }

    [Fact]
    public async Task A_redirect_of_the_pod_stays_below_the_proxy_and_a_path_without_its_slash_gets_one()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with { ApiPort = 0 });
        var pod = await ServedAsync(cluster);
        using var client = Client(cluster.Host.Kubeconfig);
        using var redirect = await SendAsync(client, "GET", $"{Pods}{pod}:8000/proxy/redirect");
        using var bare = await SendAsync(client, "GET", $"{Pods}{pod}:8000/proxy?a=1");

        Assert.Equal((HttpStatusCode.Redirect, $"{Pods}{pod}:8000/proxy/name"), (redirect.StatusCode, redirect.Headers.Location?.OriginalString));
        Assert.Equal((HttpStatusCode.MovedPermanently, $"{Pods}{pod}:8000/proxy/?a=1"), (bare.StatusCode, bare.Headers.Location?.OriginalString));
    }

    [Fact]
    public async Task A_websocket_passes()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with { ApiPort = 0 });
        var pod = await ServedAsync(cluster);
        using var socket = new ClientWebSocket();
        socket.Options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        socket.Options.SetRequestHeader("Authorization", $"Bearer {cluster.Host.Server.Token}");
        await socket.ConnectAsync(new Uri($"{cluster.Host.ApiUrl.Replace("https", "wss", StringComparison.Ordinal)}{Pods}{pod}:8000/proxy/socket"), Token);
        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, Token);
        var buffer = new byte[64];
        var part = await socket.ReceiveAsync(buffer.AsMemory(), Token);

        Assert.Equal("hello", Encoding.UTF8.GetString(buffer, 0, part.Count));
    }

    [Fact]
    public async Task What_cannot_be_reached_is_refused_in_the_words_of_kubernetes()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with { ApiPort = 0 });
        var pod = await ServedAsync(cluster);
        var address = (await cluster.UntilAsync(ResourceTypes.Pods, pod, p => p is not null)).StringAt("status", "podIP");
        await ServiceAsync(cluster, "nobody");
        using var client = Client(cluster.Host.Kubeconfig);

        Assert.Equal((404, "NotFound", "pods \"none\" not found"), await RefusalAsync(client, $"{Pods}none/proxy/"));
        Assert.Equal((404, "NotFound", "services \"none\" not found"), await RefusalAsync(client, $"{Services}none/proxy/"));
        Assert.Equal((503, "ServiceUnavailable", "no endpoints available for service \"nobody\""), await RefusalAsync(client, $"{Services}nobody:80/proxy/"));
        Assert.Equal((503, "ServiceUnavailable", "no endpoints available for service \"web:grpc\""), await RefusalAsync(client, $"{Services}web:grpc/proxy/"));
        Assert.Equal(
            (503, "ServiceUnavailable", $"error trying to reach service: dial tcp {address}:9: connect: connection refused"),
            await RefusalAsync(client, $"{Pods}{pod}:9/proxy/"));
        Assert.Equal((400, "BadRequest", $"invalid pod request \"ftp:{pod}:8000\""), await RefusalAsync(client, $"{Pods}ftp:{pod}:8000/proxy/"));
    }

    [Fact]
    public async Task Nothing_is_passed_on_to_this_machines_own_address()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with { ApiPort = 0 });
        await ServiceAsync(cluster, "host");
        await cluster.CreateAsync(ResourceTypes.EndpointSlices, """
            metadata:
              name: host-1
              labels:
                kubernetes.io/service-name: host
            addressType: IPv4
            ports:
            - name: http
              port: 22
            endpoints:
            - addresses: ["127.0.0.1"]
            """);
        using var client = Client(cluster.Host.Kubeconfig);

        Assert.Equal((400, "BadRequest", "address not allowed"), await RefusalAsync(client, $"{Services}host:80/proxy/"));
    }

    [Fact]
    public async Task Each_method_needs_its_verb_on_the_subresource()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with { ApiPort = 0 });
        var pod = await ServedAsync(cluster);
        await cluster.CreateAsync(ResourceTypes.ServiceAccounts, "metadata:\n  name: reader");
        await cluster.CreateAsync(ResourceTypes.Roles, """
            metadata:
              name: reader
            rules:
            - apiGroups: [""]
              resources: ["pods/proxy"]
              verbs: ["get"]
            """);
        await cluster.CreateAsync(ResourceTypes.RoleBindings, """
            metadata:
              name: reader
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: Role
              name: reader
            subjects:
            - kind: ServiceAccount
              name: reader
            """);
        using var client = Client(await cluster.Host.KubeconfigForAsync("default", "reader", TimeSpan.FromHours(1), Token));
        using var read = await SendAsync(client, "GET", $"{Pods}{pod}:8000/proxy/name");

        Assert.Equal(pod, await read.Content.ReadAsStringAsync(Token));
        Assert.Equal(
            (
                403,
                "Forbidden",
                $"pods \"{pod}:8000\" is forbidden: User \"system:serviceaccount:default:reader\" cannot create resource \"pods/proxy\" in API group \"\" in "
                    + "the namespace \"default\""),
            await RefusalAsync(client, $"{Pods}{pod}:8000/proxy/name", "POST"));
        Assert.Equal(403, (await RefusalAsync(client, $"{Services}web:80/proxy/name")).Code);
    }

    /// <summary>A pod behind a Service, both serving; the pod's name.</summary>
    private static async Task<string> ServedAsync(TestCluster cluster)
    {
        await ServiceAsync(cluster, "web");
        await cluster.DeployAsync("web", "web:v1", more: "readinessProbe: {httpGet: {path: /, port: http}, periodSeconds: 1}");
        await cluster.UntilReadyAsync("web");
        await TestCluster.AwaitAsync(
            async () => (await cluster.Client.ListAsync(ResourceTypes.EndpointSlices, "default", "kubernetes.io/service-name=web")).Items
                .SelectMany(s => s.ArrayAt("endpoints").Objects()).Any(e => e.BoolAt("conditions", "ready") == true),
            () => "no endpoint");
        return Assert.Single(await cluster.UntilPodsAsync("web", p => p.Count == 1)).Name();
    }

    private static Task<JsonObject> ServiceAsync(TestCluster cluster, string name) => cluster.CreateAsync(ResourceTypes.Services, $"""
        metadata:
          name: {name}
        spec:
          selector:
            app: {name}
          ports:
          - name: http
            port: 80
            targetPort: 8000
        """);

    private static async Task<HttpResponseMessage> SendAsync(Kubernetes client, string method, string path, string body = "")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(client.BaseUri, path));
        if (body.Length > 0)
            request.Content = new StringContent(body);
        await client.Credentials.ProcessHttpRequestAsync(request, Token);
        return await client.HttpClient.SendAsync(request, Token);
    }

    private static async Task<(int Code, string? Reason, string? Message)> RefusalAsync(Kubernetes client, string path, string method = "GET")
    {
        using var response = await SendAsync(client, method, path);
        var status = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token));
        return ((int)response.StatusCode, status.StringAt("reason"), status.StringAt("message"));
    }

    private static Kubernetes Client(string text)
    {
        using var kubeconfig = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig);
        configuration.FirstMessageHandlerSetup = static handler => handler.AllowAutoRedirect = false;
        return new Kubernetes(configuration);
    }
}
