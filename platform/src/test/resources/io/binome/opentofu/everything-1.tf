terraform { required_version = ">= 1.6" }
variable "password" {
  type      = string
  sensitive = true
  default   = "swordfish-1"
}
variable "size" { default = 1 }
module "shop" {
  source   = "./modules/shop"
  name     = "Librairie"
  password = var.password
}
resource "terraform_data" "old_name" { input = "the same" }
resource "terraform_data" "size" { input = var.size }
resource "terraform_data" "made_anew" {
  input            = "x"
  triggers_replace = [var.size]
}
resource "terraform_data" "made_before" {
  input            = { a = "x", "b.c" = [1, 2.50, true, null] }
  triggers_replace = var.size
  lifecycle { create_before_destroy = true }
}
resource "terraform_data" "follows" {
  input = "follows"
  lifecycle { replace_triggered_by = [terraform_data.size] }
}
resource "terraform_data" "goes" { input = "goes" }
resource "terraform_data" "counted" {
  count = 3
  input = "counted ${count.index}"
}
resource "terraform_data" "let_go" { input = "let go" }
data "terraform_remote_state" "other" {
  backend = "local"
  config  = { path = "${path.module}/other.tfstate" }
  defaults = { x = 1 }
  depends_on = [terraform_data.size]
}
output "size" { value = var.size }
output "password" {
  value     = var.password
  sensitive = true
}
output "later" { value = terraform_data.size.id }
output "gone" { value = ["a", "b"] }
check "size" {
  assert {
    condition     = var.size < 2
    error_message = "The size ${var.size} is more than the contract allows."
  }
}
check "name" {
  assert {
    condition     = terraform_data.size.id != ""
    error_message = "No name."
  }
}
