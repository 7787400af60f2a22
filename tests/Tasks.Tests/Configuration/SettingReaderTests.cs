using October.Tasks.Redis;

namespace October.Tasks.Configuration;

public sealed class SettingReaderTests
{
    [Fact]
    public void Where_keys_are_is_read_as_Celery_writes_it()
    {
        var variables = new Dictionary<string, string>
        {
            ["REDIS_RESULT_DATABASE"] = "1",
            ["REDIS_KEY_PREFIX"] = "shop:",
            ["REDIS_RESULT_KEY_PREFIX"] = "kept",
            ["REDIS_PRIORITY_SEPARATOR"] = ":",
            ["REDIS_PRIORITY_STEPS"] = "5,0,2",
        };

        var layout = LayoutSettings.Read(new SettingReader(variables.GetValueOrDefault));

        // Celery puts an underscore behind the prefix of results.
        Assert.Equal((1, "shop:", "kept_", ":"), (layout.ResultDatabase, layout.Prefix, layout.ResultPrefix, layout.PrioritySeparator));
        Assert.Equal([0, 2, 5], layout.PrioritySteps);
        string[] names = ["mail", layout.List("mail", 7), "celery-task-meta-1"];
        Assert.Equal(["shop:mail", "shop:mail:5", "kept_celery-task-meta-1"], names.Select(layout.Place));
    }

    [Theory]
    [InlineData("REDIS_RESULT_DATABASE", "redis://other/1")]
    [InlineData("REDIS_KEY_PREFIX", "a b")]
    [InlineData("REDIS_PRIORITY_STEPS", "3,6")]
    [InlineData("REDIS_PRIORITY_STEPS", "0,10")]
    [InlineData("REDIS_PRIORITY_STEPS", "0,0")]
    [InlineData("REDIS_PRIORITY_STEPS", "low")]
    public void Places_that_cannot_be_used_are_refused_with_the_variables_name(string variable, string value) =>
        Assert.StartsWith(
            variable,
            Assert.Throws<SettingException>(() => LayoutSettings.Read(new SettingReader(name => name == variable ? value : null))).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("250ms", 250)]
    [InlineData("1.5s", 1500)]
    [InlineData("2m", 120_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("3", 3000)]
    public void Durations_are_read_with_or_without_unit(string text, double milliseconds)
    {
        Assert.True(Durations.TryParse(text, out var value));
        Assert.Equal(milliseconds, value.TotalMilliseconds);
    }

    [Theory]
    [InlineData("WORKER", "x", "WORKER must be a whole number from 1 to 9, not \"x\".")]
    [InlineData("WORKER", "10", "WORKER must be a whole number from 1 to 9, not \"10\".")]
    public void A_bad_number_is_refused_in_one_sentence(string name, string value, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<SettingException>(() => Reader((name, value)).Integer(name, 1, 1, 9, "")).Message);

    [Fact]
    public void A_bad_duration_is_refused_in_one_sentence() =>
        Assert.Equal(
            "TTL must be a duration of at least 1s, such as 500ms, 30s or 5m, not \"soon\".",
            Assert.Throws<SettingException>(() => Reader(("TTL", "soon")).Duration("TTL", TimeSpan.FromDays(1), TimeSpan.FromSeconds(1), "")).Message);

    [Fact]
    public void A_secret_may_come_from_a_file()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "s3cret\n");

        Assert.Equal("s3cret", Reader(("KEY_FILE", file)).Secret("KEY", ""));
        File.Delete(file);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\u00a0\n")]
    public void A_blank_secret_is_refused(string content)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, content);

        Assert.Equal(
            "KEY_FILE names a file that is blank.", Assert.Throws<SettingException>(() => Reader(("KEY_FILE", file)).Secret("KEY", "")).Message);
        File.Delete(file);
        if (content.Length > 0)
            Assert.Equal("KEY is blank.", Assert.Throws<SettingException>(() => Reader(("KEY", content)).Secret("KEY", "")).Message);
    }

    /// <summary>As a template leaves it whose value is missing.</summary>
    [Theory]
    [InlineData("API_KEY")]
    [InlineData("API_KEY_FILE")]
    public void An_empty_variable_is_refused_where_what_is_absent_is_not_safe(string name)
    {
        Assert.Equal($"{name} is empty: name one.", Assert.Throws<SettingException>(() => Reader((name, "")).RefuseEmpty(name, "name one")).Message);
        Reader((name, "a")).RefuseEmpty(name, "name one");
        Reader().RefuseEmpty(name, "name one");
    }

    [Fact]
    public void A_secret_given_twice_is_refused() =>
        Assert.StartsWith(
            "KEY and KEY_FILE are both set",
            Assert.Throws<SettingException>(() => Reader(("KEY", "a"), ("KEY_FILE", "b")).Secret("KEY", "")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Help_lists_exactly_what_is_read()
    {
        var reader = Reader();
        CommonSettings.Read(reader, 8000);

        var help = SettingsHelp.Render("october-api", "does", reader.Asked);

        Assert.All(
            ["REDIS_URL", "REDIS_PASSWORD_FILE", "LISTEN_ADDRESS", "PORT", "Default: 8000"],
            expected => Assert.Contains(expected, help, StringComparison.Ordinal));
    }

    [Fact]
    public void A_Redis_url_is_taken_apart() =>
        Assert.Equal(
            new RedisSettings { Host = "cache", Port = 6380, Database = 2, User = "me", Password = "p@ss", Tls = true },
            RedisSettings.Parse("rediss://me:p%40ss@cache:6380/2"));

    [Theory]
    [InlineData("http://x")]
    [InlineData("redis://x/abc")]
    [InlineData("redis:///2")]
    public void A_bad_Redis_url_is_refused_without_repeating_it(string url)
    {
        var refusal = Assert.Throws<SettingException>(() => CommonSettings.Read(Reader(("REDIS_URL", url)), 8000)).Message;

        Assert.StartsWith("REDIS_URL ", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain(url, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Sentinels_have_a_login_and_encryption_of_their_own()
    {
        var settings = CommonSettings.Read(
            Reader(
                ("REDIS_URL", "sentinel://:redis@a?ssl_cert_reqs=required;sentinel://b"),
                ("REDIS_SENTINEL_MASTER", "orders"), ("REDIS_SENTINEL_USER", "me"), ("REDIS_SENTINEL_PASSWORD", "own"), ("REDIS_SENTINEL_TLS", "false")),
            8000).Redis;

        Assert.Equal(("redis", true), (settings.Password, settings.Tls));
        Assert.Equal(
            ("orders", "me", "own", false),
            (settings.Sentinel!.MasterName, settings.Sentinel.User, settings.Sentinel.Password, settings.Sentinel.Tls));
    }

    [Theory]
    [InlineData("sentinel://a", "", "", "REDIS_SENTINEL_MASTER is missing")]
    [InlineData("sentinel://a", "REDIS_SENTINEL_MASTER", "two words", "REDIS_SENTINEL_MASTER must be letters")]
    [InlineData("redis://a", "REDIS_SENTINEL_MASTER", "orders", "REDIS_SENTINEL_MASTER is set, but REDIS_URL names no Sentinels")]
    [InlineData("redis://a", "REDIS_SENTINEL_PASSWORD", "hunter2", "REDIS_SENTINEL_PASSWORD is set, but")]
    [InlineData("redis://a", "REDIS_SENTINEL_TLS", "true", "REDIS_SENTINEL_TLS is set, but")]
    public void What_does_not_go_together_about_Sentinels_is_refused(string url, string name, string value, string expected)
    {
        var message = Assert.Throws<SettingException>(() => CommonSettings.Read(Reader(("REDIS_URL", url), (name, value)), 8000)).Message;

        Assert.StartsWith(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cluster_has_a_hash_tag_before_all_other_prefixes()
    {
        var settings = CommonSettings.Read(
            Reader(
                ("REDIS_URL", "redis+cluster://a,b"), ("REDIS_CLUSTER_TAG", "shop/orders"), ("REDIS_KEY_PREFIX", "x:"), ("REDIS_RESULT_DATABASE", "0")),
            8000).Redis;

        Assert.Equal("{shop/orders}x:celery", settings.Layout.Place("celery"));
        Assert.Equal("{october}celery", CommonSettings.Read(Reader(("REDIS_URL", "redis+cluster://a")), 8000).Redis.Layout.Place("celery"));
    }

    [Theory]
    [InlineData("redis://a", "REDIS_CLUSTER_TAG", "orders", "REDIS_CLUSTER_TAG is set, but REDIS_URL names no Redis Cluster")]
    [InlineData("redis+cluster://a", "REDIS_CLUSTER_TAG", "a}b", "REDIS_CLUSTER_TAG must be 1 to 200 letters")]
    [InlineData("redis+cluster://a", "REDIS_RESULT_DATABASE", "1", "REDIS_RESULT_DATABASE is set, but a Redis Cluster has the database 0")]
    [InlineData("redis+cluster://a", "REDIS_SENTINEL_MASTER", "orders", "REDIS_SENTINEL_MASTER is set, but REDIS_URL names no Sentinels")]
    public void What_does_not_go_together_about_a_cluster_is_refused(string url, string name, string value, string expected) => Assert.StartsWith(
        expected,
        Assert.Throws<SettingException>(() => CommonSettings.Read(Reader(("REDIS_URL", url), (name, value)), 8000)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Settings_never_show_their_password() =>
        Assert.DoesNotContain("hunter2", RedisSettings.Parse("redis://:hunter2@h").ToString(), StringComparison.Ordinal);

    private static SettingReader Reader(params (string Name, string Value)[] variables) =>
        new(name => variables.FirstOrDefault(v => v.Name == name).Value);
}
