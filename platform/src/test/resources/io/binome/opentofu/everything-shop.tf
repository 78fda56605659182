variable "name" { type = string }
variable "password" {
  type      = string
  sensitive = true
}
resource "terraform_data" "shelf" {
  for_each = toset(["fiction", "eu.west \"2\"", "a/b"])
  input    = { name = var.name, shelf = each.key, password = var.password }
}
output "shelf" { value = terraform_data.shelf["fiction"].output.name }
