using System.CommandLine;
using System.CommandLine.Invocation;

namespace October.Cli.Usage;

public sealed class CommandLineTests
{
    /// <summary>Nobody listens there.</summary>
    private const string Nobody = "http://127.0.0.1:9";

    private static readonly string[] Odd =
        ["x", "-1", "0", "1.5", "0x10", "99999999999999999999", "NaN", "", " ", "a b", "../..", "/", "'", "\"", "ü", "a:b", ":", "{}", "[", "null"];

    [Theory]
    [InlineData("up --port abc", "--port must be a number from 1 to 65535, not 'abc'.")]
    [InlineData("up --port 0", "--port must be a number from 1 to 65535, not '0'.")]
    [InlineData("netpol --port 1.5", "--port must be a number from 1 to 65535, not '1.5'.")]
    [InlineData("load http://a -c many", "--concurrency must be a number from 1 to 1000, not 'many'.")]
    [InlineData("load http://a -d soon", "--duration: ")]
    [InlineData("load nowhere", "'nowhere' is not a URL such as")]
    [InlineData("load http://a -H x", "'x' is not a header such as")]
    [InlineData("load http://a -X G+T", "'G+T' is not an HTTP method such as")]
    [InlineData("status -n ../x", "'../x' is not a name")]
    [InlineData("stauts", "there is no command 'stauts'; did you mean status?")]
    [InlineData("deploy", "there is no command 'deploy'. See: october --help")]
    [InlineData("up --prot 80", "october up has no option '--prot'; did you mean --port?")]
    [InlineData("status --nmaespace x", "october status has no option '--nmaespace'; did you mean --namespace?")]
    [InlineData("diff --outptu", "october diff has no option '--outptu'; did you mean --output?")]
    [InlineData("up extra", "october up takes no further argument, but there is 'extra'. See: october up --help")]
    [InlineData("render", "--file")]
    [InlineData("up -o xml", "xml")]
    public async Task What_is_wrong_is_a_usage_error_of_one_line_that_names_it(string line, string message)
    {
        var (code, error) = await RunAsync(line.Split(' '));
        Assert.Equal(UsageErrors.ExitCode, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task No_odd_value_of_any_option_or_argument_of_any_command_is_a_defect()
    {
        var folder = Directory.CreateTempSubdirectory("october-usage-");
        var kubeconfig = Path.Combine(folder.FullName, "kubeconfig");
        await File.WriteAllTextAsync(
            kubeconfig,
            $"apiVersion: v1\nkind: Config\nclusters: [{{name: a, cluster: {{server: \"{Nobody}\"}}}}]\nusers: [{{name: a, user: {{token: t}}}}]\n"
                + "contexts: [{name: a, context: {cluster: a, user: a}}]\ncurrent-context: a\n",
            TestContext.Current.CancellationToken);
        var output = Console.Out;
        Console.SetOut(TextWriter.Null);
        try
        {
            await CheckAllAsync(kubeconfig);
        }
        finally
        {
            Console.SetOut(output);
        }

        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a: [")]
    [InlineData("\u0001")]
    [InlineData("clusters: 1")]
    [InlineData("apiVersion: v1\nkind: Config\ncurrent-context: a\ncontexts: [{name: a, context: {cluster: a}}]\nclusters: [{name: a}]")]
    public async Task A_kubeconfig_that_is_none_is_said_so(string content)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);
        var (code, error) = await RunAsync("history", "--kubeconfig", file);
        File.Delete(file);
        Assert.Equal(1, code);
        Assert.StartsWith("october: no cluster: ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status", 4)]
    [InlineData("diff", 4)]
    [InlineData("doctor", 4)]
    [InlineData("load http://127.0.0.1:9 --app shop", 4)]
    [InlineData("history", 1)]
    public async Task An_error_is_no_answer_where_the_exit_code_is_one(string line, int expected)
    {
        var (code, error) = await RunAsync([.. line.Split(' '), "--kubeconfig", "/nowhere"]);
        Assert.Equal(expected, code);
        Assert.StartsWith("october: no cluster: ", error, StringComparison.Ordinal);
    }

    private static async Task CheckAllAsync(string kubeconfig)
    {
        foreach (var command in CommandLine.Create().Subcommands.Where(command => !command.Hidden))
        {
            foreach (var option in command.Options.Where(option => option is not System.CommandLine.Help.HelpOption))
            {
                foreach (var value in Odd)
                    await CheckAsync([command.Name, .. Base(command, option.Name, kubeconfig), option.Name, value]);
            }

            foreach (var value in command.Arguments.Count > 0 ? Odd : [])
                await CheckAsync([command.Name, value, .. Base(command, "", kubeconfig).Where(text => text != Nobody)]);
        }
    }

    private static async Task CheckAsync(string[] arguments)
    {
        // What it does with a right value is to start a cluster.
        if (arguments[0] == "up" && CommandLine.Create().Parse(arguments).Action is not ParseErrorAction)
            return;
        var (code, error) = await RunAsync(arguments);
        Assert.False(
            code == CommandLine.DefectExitCode || error.Contains("   at ", StringComparison.Ordinal), $"october {string.Join(' ', arguments)}: {error}");
    }

    /// <summary>What a command needs besides the option under test, so that it gets as far as it can without a cluster.</summary>
    private static IEnumerable<string> Base(Command command, string except, string kubeconfig)
    {
        if (command.Name == "load")
            yield return Nobody;
        foreach (var (option, value) in new[] { ("--kubeconfig", kubeconfig), ("--duration", "10ms"), ("--file", kubeconfig) })
        {
            if (option == except || command.Options.All(known => known.Name != option) || command.Name is "diagnose" && option == "--file")
                continue;
            yield return option;
            yield return value;
        }
    }

    private static async Task<(int Code, string Error)> RunAsync(params string[] arguments)
    {
        using var errors = new StringWriter();
        return (await CommandLine.RunAsync(arguments, errors), errors.ToString());
    }
}
