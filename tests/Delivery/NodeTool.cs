namespace October.Delivery;

/// <summary>A linter from <c>package.json</c>, which <c>./test</c> installs.</summary>
internal static class NodeTool
{
    public static async Task<Command> RunAsync(string name, params string[] arguments)
    {
        var path = RepositoryRoot.File($"tests/Delivery/node_modules/.bin/{name}");
        Assert.True(File.Exists(path), $"{name} is not installed: run 'npm ci' in tests/Delivery");
        return await Command.RunAsync(path, arguments);
    }
}
