using System.Text;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;
using October.Operator.Controller.Simulation;

namespace October.Operator.Controller.Secrets;

/// <summary>An api that the world reaches requires a key, which survives whatever becomes of the Secrets that have it.</summary>
public sealed class ApiKeyTests
{
    private static readonly ResourceType Secrets = new("", "v1", "secrets");
    private static readonly ResourceType Revisions = new("apps", "v1", "controllerrevisions");
    private static readonly ResourceType Deployments = new("apps", "v1", "deployments");

    [Fact]
    public async Task An_app_that_says_nothing_requires_a_generated_key_which_its_probes_show()
    {
        await using var october = await StartAsync();
        var key = await KeyAsync(october);
        Assert.Matches("^[0-9a-f]{64}$", key);
        Assert.NotEqual(key, await ValueAsync(october, "shop-secret", "REDIS_PASSWORD"));
        Assert.Equal("/var/run/october/api-auth/API_KEY", await FileAsync(october));
        Assert.All(october.Probed.Keys, shown => Assert.Equal(key, shown));
        var status = (await october.AppAsync())!["status"]!;
        Assert.Equal("shop-api-auth", (string?)status["apiKeySecret"]);
        Assert.Null(Exposed(status));
        Assert.DoesNotContain(key, (await october.AppAsync())!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shop-api-auth", "deleted")]
    [InlineData("shop-api-auth", "emptied")]
    [InlineData("shop-secret", "deleted")]
    [InlineData("shop-secret", "emptied")]
    public async Task A_key_that_is_lost_is_restored(string secret, string how)
    {
        await using var october = await StartAsync();
        var (key, template) = (await KeyAsync(october), await TemplateAsync(october));
        if (how == "deleted")
            await october.Cluster.DeleteAsync(Secrets, "default", secret);
        else
            await october.Cluster.PatchAsync(Secrets, "default", secret, new JsonObject { ["data"] = new JsonObject { ["API_KEY"] = null } });
        await october.UntilAsync(async () => await ValueAsync(october, secret, "API_KEY") == key, "it is restored");
        await october.QuietAsync();
        Assert.Equal(key, await KeyAsync(october));
        Assert.Equal(template, await TemplateAsync(october));
        Assert.Empty(await october.EventsAsync("ApiKeyReset"));
    }

    [Fact]
    public async Task Where_both_Secrets_are_lost_there_is_a_new_key_and_an_event_says_so()
    {
        await using var october = await StartAsync();
        var key = await KeyAsync(october);
        await october.StopOperatorAsync();
        await october.Cluster.DeleteAsync(Secrets, "default", "shop-secret");
        await october.Cluster.DeleteAsync(Secrets, "default", "shop-api-auth");
        october.StartOperator();
        await october.UntilAsync(async () => (await october.EventsAsync("ApiKeyReset")).Count > 0, "it is reset");
        await october.QuietAsync();
        var fresh = await KeyAsync(october);
        Assert.Matches("^[0-9a-f]{64}$", fresh);
        Assert.NotEqual(key, fresh);
        Assert.Equal(fresh, await ValueAsync(october, "shop-secret", "API_KEY"));
        Assert.DoesNotContain(fresh, Assert.Single(await october.EventsAsync("ApiKeyReset")), StringComparison.Ordinal);
    }

    /// <summary>That is how a key is changed: one more line, and later one less.</summary>
    [Fact]
    public async Task What_is_written_into_the_Secret_of_the_key_counts()
    {
        await using var october = await StartAsync();
        await SetAsync(october, "shop-api-auth", "API_KEY", "0perator operate\ns3nder send,read\n");
        await october.UntilAsync(
            async () => (await ValueAsync(october, "shop-secret", "API_KEY")).StartsWith("0perator", StringComparison.Ordinal), "it is copied");
        await october.ApplyAsync("api:v2");
        await october.PhaseAsync("Ready");
        Assert.Equal("0perator operate\ns3nder send,read\n", await KeyAsync(october));
        Assert.Equal("s3nder", october.Probed.Keys.Last());
    }

    [Theory]
    [InlineData("""{}""", true)]
    [InlineData("""{"ingress":{"enabled":false}}""", false)]
    [InlineData("""{"ingress":{"enabled":false},"api":{"service":{"type":"LoadBalancer"}}}""", true)]
    public async Task No_key_where_the_world_reaches_the_api_is_a_condition(string more, bool exposed)
    {
        await using var october = await SimulatedOctober.StartAsync();
        var spec = Spec("api:v1");
        spec["api"]!["auth"] = new JsonObject { ["type"] = "None" };
        foreach (var (field, value) in JsonNode.Parse(more)!.AsObject())
        {
            if (field == "api")
                spec["api"]!["service"] = value!["service"]!.DeepClone();
            else
                spec[field] = value!.DeepClone();
        }

        await october.ApplyAsync(spec);
        var status = (await october.PhaseAsync("Ready"))["status"]!;
        Assert.Equal(exposed ? "AuthNone" : null, (string?)Exposed(status)?["reason"]);
        Assert.Null(status["apiKeySecret"]);
        Assert.Null(await FileAsync(october));
        if (!exposed)
            return;
        Assert.Contains("requires no API key: whoever reaches its", (string?)Exposed(status)!["message"], StringComparison.Ordinal);
        await october.ReplaceAsync(Spec("api:v1"));
        status = (await october.PhaseAsync("Ready"))["status"]!;
        Assert.Null(Exposed(status));
        Assert.NotNull(await FileAsync(october));
    }

    /// <summary>
    /// A key that is required from one moment to the next shuts out every caller. So the upgrade of the operator says what will come, and makes the key that
    /// callers can send before it is looked at; the next revision requires it.
    /// </summary>
    [Fact]
    public async Task An_app_from_before_keys_were_required_goes_on_until_its_next_revision()
    {
        await using var october = await StartAsync();
        await october.StopOperatorAsync();
        await MakeOldAsync(october);
        var template = await TemplateAsync(october);
        october.StartOperator();
        await october.UntilAsync(async () => Exposed((await october.AppAsync())!["status"]) is not null, "the condition is there");
        await october.QuietAsync();
        Assert.Equal(template, await TemplateAsync(october));
        var condition = Exposed((await october.AppAsync())!["status"])!;
        Assert.Equal("NoApiKey", (string?)condition["reason"]);
        Assert.Contains("the next one requires API_KEY of Secret shop-api-auth", (string?)condition["message"], StringComparison.Ordinal);
        var key = await KeyAsync(october);
        Assert.Matches("^[0-9a-f]{64}$", key);
        await october.ApplyAsync("api:v2");
        var app = await october.PhaseAsync("Ready");
        Assert.Null(Exposed(app["status"]));
        Assert.NotNull(await FileAsync(october));
        Assert.Equal(key, await KeyAsync(october));
        Assert.Equal(key, october.Probed.Keys.Last());
    }

    [Fact]
    public async Task Keys_of_the_users_own_are_used_and_none_is_made()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await CreateAsync(october, "mine", ("REDIS_PASSWORD", "x"), ("API_KEY", "op3rate operate\nm1ne send,read"));
        var spec = Spec("api:v1");
        spec["secretName"] = "mine";
        await october.ApplyAsync(spec);
        var app = await october.PhaseAsync("Ready");
        Assert.Equal("mine", (string?)app["status"]!["apiKeySecret"]);
        Assert.Equal("/var/run/october/secret/API_KEY", await FileAsync(october));
        Assert.All(october.Probed.Keys, shown => Assert.Equal("m1ne", shown));
        Assert.Null(await october.GetAsync("", "secrets", "shop-api-auth"));
    }

    [Fact]
    public async Task A_Secret_of_the_users_own_without_keys_opens_nothing()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await CreateAsync(october, "mine", ("REDIS_PASSWORD", "x"));
        var spec = Spec("api:v1");
        spec["secretName"] = "mine";
        await october.ApplyAsync(spec);
        await october.PhaseAsync("Ready");
        var key = await KeyAsync(october);
        Assert.Matches("^[0-9a-f]{64}$", key);
        Assert.All(october.Probed.Keys, shown => Assert.Equal(key, shown));
        // From now on theirs: the Secret that it names has changed, so that this is a revision.
        await october.StopOperatorAsync();
        await SetAsync(october, "mine", "API_KEY", "m1ne");
        october.StartOperator();
        await october.UntilAsync(async () => (string?)(await october.AppAsync())!["status"]!["apiKeySecret"] == "mine", "its key is required");
        Assert.Equal("m1ne", october.Probed.Keys.Last());
    }

    /// <summary>Whoever has put a key into the variables of his api goes on with it.</summary>
    [Fact]
    public async Task A_key_in_the_users_variables_is_left_alone()
    {
        await using var october = await SimulatedOctober.StartAsync();
        var spec = Spec("api:v1");
        spec["api"]!["env"] = new JsonArray(JsonNode.Parse("""{"name":"API_KEY","value":"m1ne"}"""));
        await october.ApplyAsync(spec);
        var app = await october.PhaseAsync("Ready");
        Assert.Null(await FileAsync(october));
        Assert.Null(Exposed(app["status"]));
        Assert.Null(app["status"]!["apiKeySecret"]);
        Assert.All(october.Probed.Keys, static shown => Assert.Equal("m1ne", shown));
    }

    [Theory]
    [InlineData("""{"config":{"API_KEY":"k3y send,read\n0ther operate"}}""", "k3y")]
    [InlineData("""{"config":{"API_KEY":"k3y"},"api":{"env":[{"name":"API_KEY","value":"m1ne"}]}}""", "m1ne")]
    public async Task Probes_show_the_key_that_the_variables_have(string part, string key)
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync(Spec("api:v1"));
        await october.ApplyAsync((JsonObject)JsonNode.Parse(part)!);
        await october.PhaseAsync("Ready");
        Assert.Equal(key, october.Probed.Keys.Last());
    }

    /// <summary>As a template leaves it whose value is missing.</summary>
    [Theory]
    [InlineData("""{"config":{"API_KEY":""}}""")]
    [InlineData("""{"api":{"env":[{"name":"API_KEY","value":""}]}}""")]
    [InlineData("""{"api":{"env":[{"name":"API_KEY_FILE","value":""}]}}""")]
    public async Task A_key_that_is_empty_is_none(string part)
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync(Spec("api:v1"));
        await october.ApplyAsync((JsonObject)JsonNode.Parse(part)!);
        await october.PhaseAsync("Ready");
        Assert.Equal("shop-api-auth", (string?)(await october.AppAsync())!["status"]!["apiKeySecret"]);
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""{"api":{"auth":{"type":"None"}}}""")!);
        await october.UntilAsync(async () => Exposed((await october.AppAsync())!["status"]) is not null, "it is said that the api is open");
    }

    /// <summary>As an operator before keys were required has rendered it.</summary>
    private static async Task MakeOldAsync(SimulatedOctober october)
    {
        var revision = (JsonObject)(await october.Cluster.ListAsync(Revisions, "default")).Items.Single().DeepClone();
        Strip((JsonObject)revision["data"]!["templates"]!["api"]!);
        foreach (var field in new[] { "uid", "resourceVersion", "creationTimestamp", "managedFields" })
            revision["metadata"]!.AsObject().Remove(field);
        await october.Cluster.DeleteAsync(Revisions, "default", (string)revision["metadata"]!["name"]!);
        await october.Cluster.CreateAsync(Revisions, revision);
        var deployment = (JsonObject)(await october.GetAsync("apps", "deployments", "shop-api"))!.DeepClone();
        Strip((JsonObject)deployment["spec"]!["template"]!);
        await october.Cluster.UpdateAsync(Deployments, deployment);
        await october.Cluster.DeleteAsync(Secrets, "default", "shop-api-auth");
        await october.Cluster.PatchAsync(Secrets, "default", "shop-secret", new JsonObject { ["data"] = new JsonObject { ["API_KEY"] = null } });
        await october.Cluster.PatchAsync(
            SimulatedOctober.Apps, "default", "shop", new JsonObject { ["status"] = new JsonObject { ["apiKeySecret"] = null } }, "status");
    }

    private static void Strip(JsonObject template)
    {
        var spec = template["spec"]!;
        var container = spec["containers"]![0]!;
        Remove(container["env"]!, "API_KEY_FILE");
        Remove(container["volumeMounts"]!, "api-auth");
        Remove(spec["volumes"]!, "api-auth");

        static void Remove(JsonNode list, string name) => list.AsArray().Remove(list.AsArray().Single(item => (string?)item!["name"] == name));
    }

    private static JsonObject Spec(string image) => new()
    {
        ["api"] = new JsonObject { ["image"] = image },
        ["worker"] = new JsonObject { ["image"] = "worker:v1" },
    };

    private static async Task<SimulatedOctober> StartAsync()
    {
        var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        await october.QuietAsync();
        return october;
    }

    private static Task CreateAsync(SimulatedOctober october, string name, params (string Key, string Value)[] data) =>
        october.Cluster.CreateAsync(Secrets, new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" },
            ["data"] = new JsonObject(data.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)Encoded(pair.Value)))),
        });

    private static Task SetAsync(SimulatedOctober october, string secret, string key, string value) => october.Cluster.PatchAsync(
        Secrets, "default", secret, new JsonObject { ["data"] = new JsonObject { [key] = Encoded(value) } });

    private static string Encoded(string value) => Convert.ToBase64String(Encoding.UTF8.GetBytes(value));

    private static Task<string> KeyAsync(SimulatedOctober october) => ValueAsync(october, "shop-api-auth", "API_KEY");

    private static async Task<string> ValueAsync(SimulatedOctober october, string secret, string key) =>
        (string?)(await october.GetAsync("", "secrets", secret))?["data"]?[key] is { } data ? Encoding.UTF8.GetString(Convert.FromBase64String(data)) : "";

    private static async Task<string> TemplateAsync(SimulatedOctober october) =>
        (await october.GetAsync("apps", "deployments", "shop-api"))!["spec"]!["template"]!.ToJsonString();

    /// <summary>Where the api's container reads the keys from; null for nowhere.</summary>
    private static async Task<string?> FileAsync(SimulatedOctober october) =>
        (string?)(await october.GetAsync("apps", "deployments", "shop-api"))!["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray()
            .SingleOrDefault(variable => (string?)variable!["name"] == "API_KEY_FILE")?["value"];

    private static JsonNode? Exposed(JsonNode? status) =>
        status?["conditions"]?.AsArray().SingleOrDefault(condition => (string?)condition!["type"] == "Exposed");
}
