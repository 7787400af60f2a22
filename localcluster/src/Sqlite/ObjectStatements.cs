using Microsoft.Data.Sqlite;
using October.LocalCluster.ApiServer.Storage;

namespace October.LocalCluster.Sqlite;

/// <summary>The statements of a cluster file's writes, prepared once.</summary>
internal sealed class ObjectStatements : IDisposable
{
    private readonly SqliteCommand _put;
    private readonly SqliteCommand _delete;
    private readonly SqliteCommand _revision;

    public ObjectStatements(SqliteConnection connection)
    {
        _put = Command(
            connection,
            """
            INSERT INTO objects (resource, namespace, name, revision, value) VALUES ($resource, $namespace, $name, $revision, $value)
            ON CONFLICT (resource, namespace, name) DO UPDATE SET revision = excluded.revision, value = excluded.value
            """,
            "$resource", "$namespace", "$name", "$revision", "$value");
        _delete = Command(
            connection,
            "DELETE FROM objects WHERE resource = $resource AND namespace = $namespace AND name = $name",
            "$resource", "$namespace", "$name");
        _revision = Command(connection, "UPDATE cluster SET revision = $revision", "$revision");
    }

    /// <summary>Writes the state that a change leads to.</summary>
    public void Apply(SqliteTransaction transaction, string resource, StoreEvent change)
    {
        if (change.Type == StoreEventType.Deleted)
            Run(_delete, transaction, resource, change.Key.Namespace, change.Key.Name);
        else
            // The bytes that watches send.
            Run(_put, transaction, resource, change.Key.Namespace, change.Key.Name, change.Revision, change.Shared.Bytes);
    }

    public void SetRevision(SqliteTransaction transaction, long revision) => Run(_revision, transaction, revision);

    public void Dispose()
    {
        _put.Dispose();
        _delete.Dispose();
        _revision.Dispose();
    }

    private static void Run(SqliteCommand command, SqliteTransaction transaction, params ReadOnlySpan<object> values)
    {
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
        command.ExecuteNonQuery();
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, params ReadOnlySpan<string> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        return command;
    }
}
