using System.Reflection;

namespace October.Cli.Up;

public sealed class OperatorEnvironmentTests
{
    [Fact]
    public async Task Every_variable_that_the_operator_reads_is_set_or_taken_away()
    {
        var read = new List<string>();
        // The command line is wrong, so that nothing is run.
        var command = Assembly.Load("october-operator").GetType("October.Operator.OperatorCommand", throwOnError: true)!.GetMethod("InvokeAsync")!;
        await (Task<int>)command.Invoke(null, [new[] { "--workers", "none" }, (Func<string, string?>)Read, TextWriter.Null, null])!;

        var variables = OperatorEnvironment.Of("/data/operator.kubeconfig", _ => null);
        Assert.True(read.Count > 5);
        Assert.Empty(read.Except(variables.Keys));
        Assert.Equal("october-system", variables["POD_NAMESPACE"]);
        Assert.Equal("/data/operator.kubeconfig", variables["KUBECONFIG"]);
        Assert.Null(variables["WATCH_NAMESPACE"]);

        string? Read(string name)
        {
            read.Add(name);
            return null;
        }
    }

    [Fact]
    public void This_machine_is_added_to_what_needs_no_proxy()
    {
        var variables = OperatorEnvironment.Of("/k", name => name == "NO_PROXY" ? ".corp" : null);
        Assert.Equal(".corp,127.0.0.1,localhost", variables["NO_PROXY"]);
        Assert.Equal("127.0.0.1,localhost", variables["no_proxy"]);
    }
}
